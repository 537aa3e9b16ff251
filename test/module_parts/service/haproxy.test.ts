// Which files haproxy is given by its unit, and which ports those bind: the sh, with systemd's words for it. That they are the
// words of a real one: test/lab/service.test.ts.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { haproxyFunctions, haproxyPorts } from '../../../src/module_parts/service/haproxy.js';
import { quote } from '../../../src/shell/quote.js';

const folder = mkdtempSync(join(tmpdir(), 'hostwright-haproxy-'));
afterAll(() => rmSync(folder, { recursive: true }));

function ask(shown: readonly string[], asked: string): string {
  const said = `systemctl() { printf '%s\\n' ${shown.map(quote).join(' ')}; }`;
  return execFileSync('sh', ['-c', [said, haproxyFunctions, haproxyPorts, asked].join('\n')]).toString();
}

const start = (words: string) =>
  `ExecStart={ path=/usr/sbin/haproxy ; argv[]=/usr/sbin/haproxy ${words} ; ignore_errors=no ; start_time=[n/a] ; pid=0 }`;
const debian = start('-Ws -f $CONFIG -p $PIDFILE $EXTRAOPTS');
const environment =
  'Environment=CONFIG=/etc/haproxy/haproxy.cfg PIDFILE=/run/haproxy.pid "EXTRAOPTS=-S /run/haproxy-master.sock"';

describe('the files', () => {
  const file = join(folder, 'default');
  writeFileSync(
    file,
    '# EXTRAOPTS="-f /no.cfg"\n  EXTRAOPTS="-de -f \\\n/var/b.cfg" \nCONFIG=/etc/a.cfg\nCONFIG=\'/etc/c.cfg\'\n$(exit 1)\n',
  );
  it.each([
    ["Debian's", [debian, environment], '-f /etc/haproxy/haproxy.cfg'],
    [
      'with one of a drop-in',
      [
        debian,
        environment,
        'Environment=CONFIG=/etc/haproxy/haproxy.cfg "EXTRAOPTS=-S /run/x -f /etc/haproxy/ours"',
      ],
      '-f /etc/haproxy/haproxy.cfg -f /etc/haproxy/ours',
    ],
    [
      'a file of variables wins',
      [debian, environment, `EnvironmentFiles=${file} (ignore_errors=yes)`, 'EnvironmentFiles=/none'],
      '-f /etc/c.cfg -f /var/b.cfg',
    ],
    ['without variables', [start('-Ws -f /a -f /b -- /c'), 'Environment='], '-f /a -f /b'],
    ['in braces', [start('-f ${DIR}/x.cfg'), 'Environment=DIR=/d'], '-f /d/x.cfg'],
    ['nothing that can be read', [start('$WHAT')], '-f /etc/haproxy/haproxy.cfg'],
  ])('%s', (_, shown, files) => {
    expect(ask(shown, 'hw_haproxy_files haproxy.service')).toBe(`${files}\n`);
  });
});

describe('the ports', () => {
  const file = join(folder, 'one.cfg');
  const portsOf = (text: string) => {
    writeFileSync(file, text);
    return ask([start(`-f ${folder}`)], 'hw_haproxy_ports haproxy.service')
      .split('\n')
      .slice(0, -1);
  };
  it.each([
    ['bind :443 ssl crt /x', ['0.0.0.0:443']],
    ['bind *:80', ['0.0.0.0:80']],
    ['bind 127.0.0.1:8080,192.0.2.1:81', ['127.0.0.1:8080', '192.0.2.1:81']],
    ['bind ipv6@:443', ['*:443']],
    ['bind [::]:443 v6only', ['[::]:443']],
    ['bind :::443 v4v6', ['*:443']],
    ['bind ::1:443', ['[::1]:443']],
    ['bind :8000-8002', ['0.0.0.0:8000', '0.0.0.0:8001', '0.0.0.0:8002']],
    ['# bind :1\nbind /run/x.sock\nbind "$HOST":80\nbind fd@3\nbind quic4@:443\nbind name:80', []],
    ['.if feature(OPENSSL)\nbind :1\n.endif\nbind :2', ['0.0.0.0:2']],
  ])('%j', (text, ports) => {
    expect(portsOf(`frontend x\n  ${text}\n`)).toEqual(ports);
  });
});
