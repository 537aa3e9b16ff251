// What the environment of a login may not hand on to what runs on a host. These variables have a shell, the loader or an
// interpreter run something else. As sudo has it (env_delete); su hands on all of them.

/** Where programs are found by a login that becomes another user: no folder of the login user's is among them. */
export const KNOWN_PATH =
  '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/run/wrappers/bin:/run/current-system/sw/bin';

const STRIPPED = [
  ...['ENV', 'BASH_ENV', 'CDPATH', 'GLOBIGNORE', 'PS4', 'IFS'],
  ...[
    'LD_PRELOAD',
    'LD_AUDIT',
    'LD_LIBRARY_PATH',
    'LD_DEBUG',
    'LD_DEBUG_OUTPUT',
    'LD_PROFILE',
    'LD_ORIGIN_PATH',
  ],
  ...['NODE_OPTIONS', 'NODE_PATH', 'JAVA_TOOL_OPTIONS', 'RUBYLIB', 'RUBYOPT'],
  ...['PERL5LIB', 'PERL5OPT', 'PERL5DB', 'PERLLIB', 'PERLIO_DEBUG'],
  ...['PYTHONPATH', 'PYTHONHOME', 'PYTHONSTARTUP', 'PYTHONINSPECT', 'PYTHONUSERBASE'],
  ...['LOCALDOMAIN', 'RES_OPTIONS', 'HOSTALIASES', 'NLSPATH', 'TERMINFO', 'TERMINFO_DIRS', 'TERMCAP'],
];

/**
 * sh for the begin of a driver: what it starts finds none of these, and leaves no memory on disk. It makes nothing that
 * others may write (what is stricter stays). A step that wants one sets it: `environment`, or `ulimit -c`.
 */
export const cleanEnvironment = `unset ${STRIPPED.join(' ')}
IFS=' 	
'
umask go-w
ulimit -S -c 0 2>/dev/null`;
