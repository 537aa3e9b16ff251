// Downloads, requests and waits at random: what is there before, and one task for it in the language that Ansible and we share.

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { served } from '../../web/server.js';

export interface DownloadCase {
  readonly before: string;
  readonly module: 'get_url' | 'uri' | 'wait_for';
  readonly args: Readonly<Record<string, unknown>>;
}

const hash = (algorithm: string) => `${algorithm}:${createHash(algorithm).update(served).digest('hex')}`;
const quoted = served.replace('\n', '\\n');

function maybe<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(value, { nil: undefined });
}

type UrlOf = (path: string) => string;

/** What the two do differently on purpose stands in docs/decisions/modules.md, and is not made here. */
function download(folder: string, url: UrlOf): fc.Arbitrary<DownloadCase> {
  const before = fc.constantFrom(
    ...[
      ':',
      ':',
      `printf '${quoted}' > file`,
      `printf '${quoted}' > file; chmod 0604 file; chown daemon file`,
    ],
    ...[`echo other > file; chmod 0600 file`, `echo other > file; touch -d 2020-01-01 file`],
  );
  const right = fc.constantFrom(
    ...[hash('sha256'), hash('md5'), hash('sha512').toUpperCase().replace('SHA', 'sha')],
    ...[`sha256:${url('/SHA256SUMS')}`, `sha256:${url('/lone.sha256')}`],
  );
  const wrong = fc.constantFrom(
    `sha1:${'0'.repeat(40)}`,
    `sha256:${url('/none.sums')}`,
    `sha256:${url('/gone')}`,
  );
  const more = {
    dest: fc.constantFrom(
      ...new Array<string>(6).fill(`${folder}/file`),
      ...[`${folder}/`, folder, `${folder}/none/file`],
    ),
    page: fc.constantFrom(
      ...['/file', '/file', '/file', '/file', '/fresh', '/fresh', '/fresh', '/redirect', '/redirect'],
      ...['/gone', '/broken', '/empty', '/login', '/each-time'],
    ),
    mode: maybe(fc.constantFrom('0640', '0755')),
    owner: maybe(fc.constantFrom('daemon', 'root')),
    group: maybe(fc.constant('mail')),
    force: maybe(fc.boolean()),
    backup: maybe(fc.boolean()),
    login: fc.constantFrom({}, { url_username: 'me', url_password: 'pa ss"w\\ord' }),
  };
  return fc
    .record({
      before,
      sum: fc.option(fc.oneof({ weight: 8, arbitrary: right }, wrong), { nil: undefined }),
      ...more,
    })
    .map((one) => {
      const { before: made, sum, page, dest, login, ...rest } = one;
      // A redirect names a file in a folder in Ansible; a file that is not as its checksum is removed there.
      const isFolder = !dest.endsWith('file');
      const target = isFolder && page === '/redirect' ? `${folder}/file` : dest;
      const named = isFolder ? made.replaceAll('file', page.slice(1)) : made;
      const fits = ['/file', '/fresh'].includes(page) && sum !== undefined && !sum.includes('00000');
      const keeps = fits || sum === undefined ? named : ':';
      return {
        before: keeps,
        module: 'get_url' as const,
        args: { url: url(page), dest: target, checksum: sum, ...login, ...rest },
      };
    });
}

function request(url: UrlOf): fc.Arbitrary<DownloadCase> {
  const args = fc.record({
    url: fc
      .constantFrom(
        '/fresh',
        '/json',
        '/gone',
        '/broken',
        '/redirect',
        '/login',
        '/rpc',
        '/echo',
        '/created',
        '/loop',
      )
      .map(url),
    method: maybe(fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE')),
    status_code: maybe(fc.constantFrom(200, [200, 404], [201], 302, [500, 401])),
    return_content: maybe(fc.boolean()),
    follow_redirects: maybe(fc.constantFrom('safe', 'all', 'none')),
    sent: fc.constantFrom(
      {},
      {},
      { body: { a: 'ü' }, body_format: 'json' },
      { body: 'x=1' },
      { body: { a: ['b', 'c d'] }, body_format: 'form-urlencoded' },
    ),
    creates: maybe(fc.constantFrom('/etc/passwd', '/etc/none')),
    url_username: maybe(fc.constant('me')),
    url_password: fc.constant('pa ss"w\\ord'),
  });
  return args.map(({ sent, ...rest }) => ({ before: ':', module: 'uri', args: { ...rest, ...sent } }));
}

function wait(folder: string): fc.Arbitrary<DownloadCase> {
  const ofPath = fc.record({
    path: fc.constantFrom(`${folder}/text`, `${folder}/none`),
    state: maybe(fc.constantFrom('present', 'absent', 'started')),
    search_regex: maybe(fc.constantFrom('^two$', 'ne\\ntw', '^$', '(?P<x>t)wo', 'missing')),
  });
  const ofPort = fc.record({
    port: fc.constantFrom(22, 1),
    host: maybe(fc.constantFrom('127.0.0.1', 'localhost', '0.0.0.0')),
    state: maybe(fc.constantFrom('started', 'stopped', 'present', 'absent')),
  });
  const talks = fc.record({
    port: fc.constant(22),
    search_regex: fc.constantFrom('OpenSSH', '^HTTP'),
    connect_timeout: fc.constant(1),
  });
  return fc.oneof(ofPath, ofPort, talks).map((args) => ({
    before: `printf 'one\\ntwo\\n\\nthree' > text`,
    module: 'wait_for',
    args: { ...args, timeout: 2 },
  }));
}

export function downloadCases(
  count: number,
  seed: number,
  url: UrlOf,
  root: string,
): readonly DownloadCase[] {
  return Array.from({ length: count }, (_, index) => {
    const folder = `${root}/${index}`;
    const of = [download(folder, url), request(url), wait(folder)][index % 3] ?? request(url);
    const [one] = fc.sample<DownloadCase>(of, { numRuns: 1, seed: seed + index });
    if (!one) throw new Error('fast-check gave nothing');
    return JSON.parse(JSON.stringify(one)) as DownloadCase;
  });
}
