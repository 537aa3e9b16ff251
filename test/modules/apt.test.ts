// apt: what hosts really printed, and what follows from it. On real hosts: test/lab/apt.test.ts.

import { describe, expect, it } from 'vitest';
import type { Change, Verdict } from '../../src/change.js';
import { ProbeError } from '../../src/module.js';
import { probeOf, readBy, refusals, verdictOf } from './ask_module.js';
import { localShells, runLocally } from './local_shell.js';

function judge(params: object, printed: string): Verdict {
  return verdictOf('apt', params, readBy('apt', params, printed));
}

function scriptOf(verdict: Verdict): string {
  const [step] = (verdict as Change).steps;
  return step?.kind === 'sh' ? step.script : '';
}

// bookworm, 22 November 2026: nothing of it installed
const bare = `root=yes
package=awk not-installed unknown 
provides=mawk awk
policy=hello
candidate=2.10-3
policy=awk
candidate=(none)
policy=lighttpd
candidate=1.4.69-1
lists=fresh
`;

// trixie: apache2 is there, httpd is provided by it and by nginx, default-mta by nothing
const provided = `root=yes
package=apache2 installed install 2.4.68-1~deb13u1
package=httpd not-installed unknown 
provides=apache2 httpd, httpd-cgi
provides=apache2-bin apache2-api-20120211, apache2-api-20120211-openssl1.1
provides=nginx httpd, httpd-cgi, nginx-abi-1.26.3-1
policy=httpd
candidate=(none)
policy=default-mta
candidate=(none)
policy=apache2
candidate=2.4.68-1~deb13u1
lists=fresh
`;

const removal = `root=yes
package=lighttpd installed install 1.4.69-1
Purg lighttpd-mod-openssl [1.4.69-1]
Purg lighttpd-mod-deflate [1.4.69-1]
Purg lighttpd [1.4.69-1]
`;

describe('present', () => {
  it('announces what is not there; what another package provides is there', () => {
    const verdict = judge({ name: ['hello', 'awk', 'lighttpd', 'nonsense'] }, bare);
    expect(verdict).toMatchObject({
      kind: 'change',
      fields: [
        { name: 'hello', from: 'absent', to: 'present' },
        { name: 'lighttpd', from: 'absent', to: 'present' },
        { name: 'nonsense', from: 'unknown', to: 'present' },
      ],
    });
    expect(scriptOf(verdict)).toContain('--no-remove install hello lighttpd nonsense');
  });

  it.each([
    [
      'everything is installed',
      ['apache2'],
      'root=yes\npackage=apache2 installed install 2.4.68-1~deb13u1\n',
    ],
    ['triggers are still to run', ['man-db'], 'root=yes\npackage=man-db triggers-pending install 2.13.1-1\n'],
    ['a virtual package is provided', ['httpd', 'apache2'], provided],
    [
      'one of two architectures is installed',
      ['libc6'],
      `root=yes
package=libc6 installed install 2.41-12
package=libc6 config-files deinstall 2.41-12\n`,
    ],
  ])('nothing to do: %s', (_, name, printed) => {
    expect(judge({ name }, printed)).toBeNull();
  });

  it.each([
    ['half-configured', 'half-configured'],
    ['unpacked', 'unpacked'],
    ['config-files', 'absent'],
  ])('a package that is %s counts as %s', (status, from) => {
    const printed = `root=yes\npackage=hello ${status} install 2.10-3\npolicy=hello\ncandidate=2.10-3\nlists=fresh\n`;
    expect(judge({ name: 'hello' }, printed)).toMatchObject({
      fields: [{ name: 'hello', from, to: 'present' }],
    });
  });

  it('completes an interrupted dpkg first, and says so', () => {
    const verdict = judge({ name: 'hello' }, `${bare}dpkg=interrupted\n`);
    expect(verdict).toMatchObject({
      fields: [{ name: 'dpkg', from: 'interrupted', to: 'complete' }, { name: 'hello' }],
    });
    expect(judge({ name: 'awk' }, `${bare}dpkg=interrupted\n`)).toBeNull();
  });

  it.each([
    ['fresh lists and a known name', bare, 'hello', false],
    ['stale lists', bare.replace('lists=fresh\n', ''), 'hello', true],
    ['a name that the lists do not have', bare, 'nonsense', true],
  ])('refreshes the lists only when needed: %s', (_, printed, name, refresh) => {
    expect(scriptOf(judge({ name }, printed)).includes('apt_get update')).toBe(refresh);
  });

  it('starts services only when asked', () => {
    expect(scriptOf(judge({ name: 'hello' }, bare))).toContain('policy-rc.d');
    expect(scriptOf(judge({ name: 'hello', start_services: 'yes' }, bare))).not.toContain('policy-rc.d');
  });

  it.each([
    [undefined, ''],
    [false, '-o APT::Install-Recommends=false '],
    [true, '-o APT::Install-Recommends=true '],
  ])('install_recommends: %s', (install_recommends, option) => {
    const verdict = judge({ name: 'hello', install_recommends }, bare);
    expect(scriptOf(verdict)).toContain(`apt_get ${option}--no-remove install hello`);
  });
});

describe('latest', () => {
  const printed = (candidate: string, want = 'install') =>
    `root=yes\npackage=lab-sample installed ${want} 1.0\npolicy=lab-sample\ncandidate=${candidate}\nlists=fresh\n`;

  it('announces the versions', () => {
    const verdict = judge({ name: 'lab-sample', state: 'latest' }, printed('2.0'));
    expect(verdict).toMatchObject({ fields: [{ name: 'lab-sample', from: '1.0', to: '2.0' }] });
  });

  it('announces the version of a new package', () => {
    expect(judge({ name: 'hello', state: 'latest' }, bare)).toMatchObject({
      fields: [{ name: 'hello', from: 'absent', to: '2.10-3' }],
    });
  });

  it.each([
    ['it is the newest', printed('1.0')],
    ['it is in no list', 'root=yes\npackage=lab-sample installed install 1.0\n'],
  ])('nothing to do: %s', (_, text) => {
    expect(judge({ name: 'lab-sample', state: 'latest' }, text)).toBeNull();
  });

  it('leaves a package alone that is held back', () => {
    expect(judge({ name: 'lab-sample', state: 'latest' }, printed('2.0', 'hold'))).toMatchObject({
      kind: 'missing',
      why: expect.stringContaining('apt-mark unhold lab-sample'),
    });
    expect(judge({ name: 'lab-sample' }, printed('2.0', 'hold'))).toBeNull();
  });
});

describe('absent', () => {
  it('announces everything that goes', () => {
    const verdict = judge({ name: 'lighttpd', state: 'absent', purge: true }, removal);
    expect(verdict).toMatchObject({
      fields: [
        { name: 'lighttpd', from: 'present', to: 'absent' },
        { name: 'lighttpd-mod-openssl', from: 'present', to: 'absent' },
        { name: 'lighttpd-mod-deflate', from: 'present', to: 'absent' },
      ],
    });
    expect(scriptOf(verdict)).toContain("'-lighttpd\n-lighttpd-mod-deflate\n-lighttpd-mod-openssl'");
    expect(scriptOf(verdict)).toContain('apt_get purge lighttpd');
  });

  it('announces what apt installs or upgrades in exchange', () => {
    const printed = `root=yes
package=mawk installed install 1.3.4.20200120-3.1
Inst gawk (1:5.2.1-2 Debian:12.5/stable [amd64])
Inst libc6 [2.36-8] (2.36-9 Debian:12.5/stable [amd64])
Remv mawk [1.3.4.20200120-3.1]
`;
    expect(judge({ name: 'mawk', state: 'absent' }, printed)).toMatchObject({
      fields: [
        { name: 'mawk', from: 'present', to: 'absent' },
        { name: 'gawk', from: 'absent', to: 'present' },
        { name: 'libc6', from: '2.36-8', to: '2.36-9' },
      ],
    });
  });

  it.each([
    ['it never was there', {}, 'root=yes\n'],
    ['only configuration files are left', {}, 'root=yes\npackage=hello config-files deinstall 2.10-3\n'],
  ])('nothing to do: %s', (_, more, printed) => {
    expect(judge({ name: 'hello', state: 'absent', ...more }, printed)).toBeNull();
  });

  it('purges configuration files that were left', () => {
    const printed = 'root=yes\npackage=hello config-files deinstall 2.10-3\nPurg hello [2.10-3]\n';
    expect(judge({ name: 'hello', state: 'absent', purge: true }, printed)).toMatchObject({
      fields: [{ name: 'hello', from: 'config-files', to: 'absent' }],
    });
  });

  // bookworm, `apt-get -s remove mawk`
  const refused = `root=yes
package=mawk installed install 1.3.4.20200120-3.1
refused=yes
 base-files : PreDepends: awk
E: Error, pkgProblemResolver::Resolve generated breaks, this may be caused by held packages.
`;
  // trixie, where a simulation says nothing of it
  const essential = `root=yes
package=dpkg installed install 1.22.21
Remv dpkg [1.22.21]
essential=dpkg
`;
  it.each([
    ['everything needs it', 'dpkg', essential, 'dpkg is essential'],
    ['apt refuses', 'mawk', refused, 'base-files : PreDepends: awk'],
    ['only others provide it', 'awk', bare, 'mawk provides it'],
  ])('cannot: %s', (_, name, printed, why) => {
    expect(judge({ name, state: 'absent' }, printed)).toMatchObject({
      kind: 'missing',
      why: expect.stringContaining(why),
    });
  });
});

describe('where apt cannot work', () => {
  it('names what the host is instead of Debian', () => {
    expect(judge({ name: 'hello' }, 'no_apt=alpine\n')).toMatchObject({
      kind: 'missing',
      why: expect.stringContaining('alpine'),
    });
  });

  it('asks for root, but only for a change', () => {
    const asOperator = bare.replace('root=yes', 'root=no');
    expect(judge({ name: 'hello' }, asOperator)).toMatchObject({
      kind: 'missing',
      why: expect.stringContaining('become: true'),
    });
    expect(judge({ name: 'awk' }, asOperator)).toBeNull();
  });

  it.each(localShells)('$name: a host without apt is answered, not a crash', ({ shell }) => {
    const output = runLocally(shell, `PATH=/nowhere\n${probeOf('apt', { name: 'hello' })}`);
    expect(output.stderr.toString()).toBe('');
    expect(readBy('apt', { name: 'hello' }, output.stdout)).toMatchObject({ kind: 'no apt' });
  });
});

it.each([
  ['a version', 'nginx=1.22'],
  ['an option', '-y'],
  ['a pattern', 'nginx*'],
  ['upper case', 'Nginx'],
  ['a shell word', 'a;reboot'],
])('refuses %s for a name', (_, name) => {
  expect(refusals('apt', { name })).toEqual([expect.stringContaining('without a version')]);
});

it('a name given twice counts once', () => {
  expect(judge({ name: ['hello', 'hello'] }, bare)).toMatchObject({ fields: [{ name: 'hello' }] });
});

it('has not looked where the output makes no sense', () => {
  expect(() => judge({ name: 'hello' }, 'something else')).toThrow(ProbeError);
});
