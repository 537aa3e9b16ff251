// Cases for the laws of get_url. A server of few lines answers on the host itself, in the perl that every Debian has.

import type { Laws } from './laws.js';

// It stays until the host goes: a port that no other law listens on.
const port = 8097;
const url = `http://127.0.0.1:${port}/file`;
const sha256 = '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03';

/** Serves `hello` and a line feed under /file. */
const server = `use IO::Socket::INET;
my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => ${port}, Listen => 9, ReuseAddr => 1) or die;
while (my $c = $s->accept) {
  my $first = <$c>;
  while (my $line = <$c>) { last if $line =~ /^\\r?\\n$/ }
  my ($status, $body) = $first =~ m{ /file } ? ("200 OK", "hello\\n") : ("404 Not Found", "no\\n");
  print $c "HTTP/1.1 $status\\r\\nContent-Length: " . length($body) . "\\r\\nConnection: close\\r\\n\\r\\n$body";
  close $c;
}`;

const begin = `command -v curl >/dev/null || apt-get -qq install -y --no-install-recommends curl >/dev/null 2>&1 || exit 1
cat >/tmp/laws-web.pl <<'end'
${server}
end
setsid perl /tmp/laws-web.pl </dev/null >/dev/null 2>&1 &
for n in 1 2 3 4 5 6 7 8 9; do curl -so /dev/null ${url} && break; sleep 0.2; done`;

export const laws: Laws = {
  module: 'get_url',
  cases: (folder) => {
    const dest = `${folder}/file`;
    const hello = `printf 'hello\\n' > ${dest}`;
    return [
      {
        title: 'a new file',
        prepare: begin,
        wanted: { url, dest, checksum: `sha256:${sha256}`, mode: '0750', owner: 'daemon' },
        check: `[ "$(cat ${dest})" = hello ] && [ "$(stat -c '%a %U' ${dest})" = '750 daemon' ]`,
      },
      {
        title: 'other content, whose mode stays',
        prepare: `echo other > ${dest}; chmod 0604 ${dest}; chown daemon:mail ${dest}`,
        wanted: { url, dest, checksum: `sha256:${sha256}` },
        check: `[ "$(cat ${dest})" = hello ] && [ "$(stat -c '%a %U %G' ${dest})" = '604 daemon mail' ]`,
      },
      {
        title: 'is there already',
        prepare: hello,
        wanted: { url, dest, checksum: `sha256:${sha256}` },
        verdict: 'nothing',
      },
      { title: 'is there, as the server says', prepare: hello, wanted: { url, dest }, verdict: 'nothing' },
      {
        title: 'differs, as the server says',
        prepare: `echo other > ${dest}`,
        wanted: { url, dest },
        check: `[ "$(cat ${dest})" = hello ]`,
      },
      { title: 'only the mode differs', prepare: hello, wanted: { url, dest, mode: '0600' } },
      {
        title: 'into a folder, by a link',
        prepare: `mkdir ${folder}/to; ln -s to ${folder}/link`,
        wanted: { url, dest: `${folder}/link`, checksum: `sha256:${sha256}` },
        check: `[ "$(cat ${folder}/to/file)" = hello ]`,
      },
      { title: 'no such file there', wanted: { url: `${url}s`, dest }, verdict: 'missing' },
      { title: 'no such folder here', wanted: { url, dest: `${folder}/none/file` }, verdict: 'missing' },
      {
        title: 'may not write there',
        as: 'operator',
        wanted: { url, dest, checksum: `sha256:${sha256}` },
        verdict: 'missing',
      },
    ];
  },
  view: (found, wanted) => {
    const { hash, ...attributes } = found as Readonly<Record<string, unknown>>;
    const names = ['mode', 'owner', 'group'].filter((name) => Object.hasOwn(wanted as object, name));
    const asked = Object.fromEntries(names.map((name) => [name, attributes[name]]));
    return { ...asked, content: hash === null ? null : `sha256:${String(hash)}` };
  },
};
