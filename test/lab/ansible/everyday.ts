// Tasks of everyday modules at random, in the language that Ansible and we share, and what stands on the host before. What a task says
// (register) is written into a file of the host, which is compared like all others.

import fc from 'fast-check';
import { serverScript } from './web.js';

type Task = Readonly<Record<string, unknown>>;

export interface JudgedCase {
  /** sh that makes what is there before, run by root. */
  readonly before: string;
  readonly tasks: readonly Task[];
  /** Files beside the playbook. */
  readonly files?: Readonly<Record<string, string>>;
  /** Whether another word of ours is meant. */
  readonly meant?: ((theirs: string, ours: string | undefined) => boolean) | undefined;
}

/** sh for both hosts, before all cases. */
export const preparation = `mkdir -p /srv/judge
${serverScript}`;

export const vars = { word: "it's a wörd", number: 42, list: ['a', 'b'], web: 'http://127.0.0.1:8123' };

/** `@` in texts is the folder of the case, `#` its number. */
type Made = Omit<JudgedCase, 'meant'>;

const maybe = <T>(...values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });

const befores = [
  ':',
  ':',
  "printf 'one\\n' >p",
  "printf 'one\\n' >p; chmod 600 p; chown daemon:adm p",
  "printf 'one' >p; chmod 444 p",
  "printf 'other\\n' >t; ln -s t p",
  'ln -s none p',
  'mkdir p',
  'echo x >"a b"; ln "a b" p',
];

const attributes = {
  mode: maybe('0640', '0755', 'u=rw,go=', 'u+x'),
  owner: maybe('daemon'),
  group: maybe('adm'),
  backup: maybe(true),
  force: maybe(true, false),
  follow: maybe(true, false),
  validate: maybe('grep -q one %s', 'test -s %s'),
};

interface Attributes {
  readonly validate?: string | undefined;
  readonly backup?: boolean | undefined;
  readonly follow?: boolean | undefined;
}

const contents = ['one\n', '', 'one', "zwei ä 'x'\n", 'a\r\nb\r\n', '  spaces  \n\n'];

const copy: fc.Arbitrary<Made> = fc
  .record({
    before: fc.constantFrom(...befores),
    from: fc.constantFrom(...contents),
    isFile: fc.boolean(),
    dest: fc.constantFrom('@/p', '@/p', '@/new', '@/none/p'),
    more: fc.record(attributes),
  })
  .map(({ before, from, isFile, dest, more }) => ({
    before,
    files: isFile ? { 'files/copy-#': from } : {},
    tasks: [
      {
        copy: {
          ...(isFile ? { src: 'copy-#' } : { content: from }),
          dest: destOf(before, dest, isFile),
          ...attributesOf(before, more),
        },
      },
    ],
  }));

/** Left out, as meant: a link to nothing is followed by us alone; what `validate` refuses leaves a backup with Ansible alone. */
function attributesOf(before: string, more: Attributes): Attributes {
  const followed = before === 'ln -s none p' ? { ...more, follow: false } : more;
  return more.validate?.startsWith('grep') ? { ...followed, backup: undefined } : followed;
}

/** A directory takes a file in under its name where `dest` ends in a slash; we ask for that. */
function destOf(before: string, dest: string, isFile: boolean): string {
  return isFile && dest === '@/p' && before === 'mkdir p' ? '@/p/' : dest;
}

const texts = ['{{ word }}\n', 'no end {{ number }}', '{{ web }}\n\n'];

const template: fc.Arbitrary<Made> = fc
  .record({
    before: fc.constantFrom(...befores),
    text: fc.constantFrom(...texts),
    dest: fc.constantFrom('@/p', '@/new'),
    more: fc.record(attributes),
  })
  .map(({ before, text, dest, more }) => ({
    before,
    files: { 'templates/t-#.j2': text },
    tasks: [{ template: { src: 't-#.j2', dest: destOf(before, dest, true), ...attributesOf(before, more) } }],
  }));

const guards = {
  creates: maybe('@/p', '@/none'),
  removes: maybe('@/p', '@/none'),
  chdir: maybe('@'),
};
/** Only for a program that reads it: Ansible fails where it ends before. */
const withInput = <More extends { readonly stdin: unknown }>(cmd: string, more: More) =>
  cmd.startsWith('cat') ? more : { ...more, stdin: undefined };
const control = fc.constantFrom({}, {}, { changed_when: false }, { failed_when: false });
const said = { copy: { dest: '@/said', content: '{{ r#.rc }}|{{ r#.stdout }}\n' } };
const saidOfNoRun = { copy: { dest: '@/said', content: '{{ r#.rc }}|{{ r#.msg }}\n' } };

interface Guards {
  readonly creates?: string | undefined;
  readonly removes?: string | undefined;
}

/** What did not run has printed nothing; with Ansible it has, that it did not run. */
function saidBy(before: string, { creates, removes }: Guards): Task {
  const isThere = before !== ':';
  const isHeld = (creates === '@/p' && isThere) || removes === '@/none' || (removes === '@/p' && !isThere);
  return isHeld ? saidOfNoRun : said;
}

/** A truth is written otherwise in the two languages, so it is said by what is done. */
const ifTrue = (what: string) => ({ copy: { dest: '@/true', content: `${what}\n` }, when: what });

const commands = [
  'echo "a  b" c',
  "printf '%s' \"it's\"",
  'false',
  'touch @/made',
  'cat',
  'ls @/none',
  'no-such-program',
];

const command: fc.Arbitrary<Made> = fc
  .record({
    before: fc.constantFrom(':', 'echo x >p'),
    cmd: fc.constantFrom(...commands),
    more: fc.record({ ...guards, stdin: maybe('in', 'two\nlines') }),
    control,
  })
  .map(({ before, cmd, more, control: word }) => ({
    before,
    tasks: [{ command: { cmd, ...withInput(cmd, more) }, register: 'r#', ...word }, saidBy(before, more)],
  }));

const scripts = [
  'echo $((1 + 1)) | cat; echo e >&2',
  'exit 3',
  'echo "$0" >/dev/null; pwd',
  'cat; : >@/made',
  'echo {{ word }}',
];

const shell: fc.Arbitrary<Made> = fc
  .record({
    before: fc.constantFrom(':', 'echo x >p'),
    cmd: fc.constantFrom(...scripts),
    more: fc.record({ ...guards, stdin: maybe('in'), executable: maybe('/bin/bash') }),
    control,
  })
  .map(({ before, cmd, more, control: word }) => ({
    before,
    tasks: [{ shell: { cmd, ...withInput(cmd, more) }, register: 'r#', ...word }, saidBy(before, more)],
  }));

/** It notes in a file when it starts, is loaded anew, and stops. */
const unit = (type: string) => `cat >/etc/systemd/system/judge-#.service <<'unit'
[Service]
Type=${type}
RemainAfterExit=true
ExecStart=/bin/sh -c 'echo start >>@/log${type === 'oneshot' ? '' : '; exec sleep infinity'}'
ExecReload=/bin/sh -c 'echo reload >>@/log'
[Install]
WantedBy=multi-user.target
unit
systemctl daemon-reload`;

const service: fc.Arbitrary<Made> = fc
  .record({
    type: fc.constantFrom('simple', 'oneshot'),
    before: fc.constantFrom(
      '',
      '\nsystemctl start judge-#',
      '\nsystemctl enable --now judge-#',
      '\nsystemctl enable judge-#',
    ),
    state: maybe('started', 'stopped', 'restarted', 'reloaded'),
    enabled: maybe(true, false),
    name: fc.constantFrom('judge-#', 'judge-#.service', 'judge-#', 'judge-none'),
  })
  .filter(({ state, enabled }) => state !== undefined || enabled !== undefined)
  // What does not run is started by Ansible, and left by us.
  .filter(({ state, before }) => state !== 'reloaded' || /start|--now/.test(before))
  .map(({ type, before, ...args }) => ({ before: `${unit(type)}${before}`, tasks: [{ service: args }] }));

const conditions = ['number == 42', 'number > 42', "'a' in list", "word == 'x'", 'number == 42'];

const assert: fc.Arbitrary<Made> = fc
  .record({
    that: fc.oneof(
      fc.constantFrom(...conditions),
      fc.array(fc.constantFrom(...conditions), { minLength: 1, maxLength: 3 }),
    ),
    fail_msg: maybe('no'),
    quiet: maybe(true),
  })
  .map((args) => ({
    before: ':',
    tasks: [{ assert: args, register: 'r#' }, ifTrue('r#.failed')],
  }));

const facts = [
  '{{ number }}',
  '{{ list }}',
  '{{ word }} {{ number }}',
  'plain',
  7,
  true,
  ['x', '{{ word }}'],
  { k: '{{ number }}' },
];

const set_fact: fc.Arbitrary<Made> = fc.constantFrom(...facts).map((value) => ({
  before: ':',
  tasks: [
    { set_fact: { 'fact_#': value } },
    {
      copy: { dest: '@/said', content: 'fact: {{ fact_# }}\n' },
      when: typeof value !== 'object' && value !== '{{ list }}' && typeof value !== 'boolean',
    },
    { command: 'true', when: 'fact_# == fact_#', register: 'r#' },
  ],
}));

const uri: fc.Arbitrary<Made> = fc
  .record({
    path: fc.constantFrom(
      '/json',
      '/rpc-error',
      '/text',
      '/none',
      '/redirect',
      '/echo',
      '/latin',
      '/empty',
      '/head',
    ),
    how: fc.constantFrom(
      {},
      {},
      {
        method: 'POST',
        body_format: 'json',
        body: { id: 1, jsonrpc: '2.0', method: 'system_health', params: [] },
      },
      { method: 'POST', body_format: 'form-urlencoded', body: { a: 'b c', d: 'ü&' } },
      { method: 'PUT', body: 'plain text' },
      { headers: { 'X-Own': 'own value' } },
      { url_username: 'me', url_password: 'pass: word', force_basic_auth: true },
    ),
    more: fc.record({
      return_content: maybe(true, false),
      status_code: maybe<unknown>(200, [200, 404], 204),
      follow_redirects: maybe('none', 'all', 'safe'),
    }),
    control: fc.constantFrom({}, {}, { failed_when: "'error' in r#.json" }),
  })
  .map(({ path, how, more, control: word }) => ({
    before: ':',
    tasks: [
      { uri: { url: `{{ web }}${path}`, ...how, ...more }, register: 'r#', ...word },
      { copy: { dest: '@/status', content: '{{ r#.status }} {{ r#.url }}\n' } },
      ifTrue('r#.redirected'),
      {
        copy: {
          dest: '@/type',
          content: '{{ r#.content_type }} {{ r#.content_length }} {{ r#.x_answer }}\n',
        },
      },
      {
        copy: {
          dest: '@/json',
          content: '{{ r#.json.id }} {{ r#.json.result.peers }}\n',
        },
      },
      { copy: { dest: '@/error', content: '{{ r#.json.error.code }}\n' } },
      { copy: { dest: '@/content', content: 'got: {{ r#.content }}\n' } },
    ],
  }));

const all: Readonly<Record<string, fc.Arbitrary<Made>>> = {
  copy,
  template,
  command,
  shell,
  service,
  assert,
  set_fact,
  uri,
};

/** Each kind in turn. ONLY names one. */
export function everydayCases(count: number, seed: number): readonly JudgedCase[] {
  const names = process.env.ONLY?.split(',') ?? Object.keys(all);
  return Array.from({ length: count }, (_, at) => {
    const [made] = fc.sample(all[names[at % names.length] ?? ''] ?? copy, { numRuns: 1, seed: seed + at });
    const number = String(at);
    const text = JSON.stringify(made).replaceAll('@', `/srv/judge/${number}`).replaceAll('#', number);
    const { before, ...rest } = JSON.parse(text) as Made;
    return { ...rest, before: `mkdir -p /srv/judge/${number}; cd /srv/judge/${number}; ${before}` };
  });
}
