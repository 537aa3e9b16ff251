// Playbooks for real hosts: each with what it reports, and the lines it leaves under /srv/language on h1.

export interface LabRow {
  readonly key: string;
  readonly files: Readonly<Record<string, string>>;
  readonly report: readonly string[];
  readonly left: readonly string[];
  readonly code?: number;
}

const ground = '/srv/language';

export const languageRows: readonly LabRow[] = [
  {
    key: 'pre_tasks, handlers before the tasks, and a new login that sees a new group',
    files: {
      'site.yml': `
- hosts: [h1, h2]
  gather_facts: false
  serial: 1
  pre_tasks:
    - { name: who, command: id -un, register: who }
    - name: joined
      shell: groupadd -f spoken && gpasswd -a {{ who.stdout }} spoken
      become: true
      notify: told
  tasks:
    - { name: login, meta: reset_connection }
    - { name: again, command: id -nG, register: again }
    - name: kept
      shell: cat ${ground}/told >${ground}/kept
      when: again.stdout.contains("spoken")
  post_tasks:
    - { name: parted, command: groupdel spoken, become: true }
  handlers:
    - { name: told, copy: { dest: ${ground}/told, content: "{{ join ansible_play_batch }}\\n" } }
`,
    },
    report: ['h1', 'h2'].flatMap((host) => [
      `${host} who: changed`,
      `${host} joined: changed`,
      `${host} told: changed`,
      `${host} login: ok`,
      `${host} again: changed`,
      `${host} kept: changed`,
      `${host} parted: changed`,
    ]),
    left: ['./kept:h1', './told:h1'],
  },
  {
    key: 'environment reaches commands, guards and long steps; until waits for a real host',
    files: {
      'site.yml': `
- hosts: h1
  gather_facts: false
  environment: { GREETING: "it's $HOME" }
  tasks:
    - name: said
      shell: printf '%s %s\\n' "$GREETING" "$(date +%Z)" >${ground}/said
      environment: { TZ: XYZ0 }
    - name: guarded
      command: { cmd: "false", unless: 'test -n "$GREETING"' }
      register: guarded
      failed_when: guarded.rc != 0
    - name: later
      shell: (sleep 1; echo here >${ground}/later) >/dev/null 2>&1 &
    - name: waits
      command: cat ${ground}/later
      register: waited
      until: waited.rc == 0 && waited.stdout == "here"
      retries: 20
      delay: 0.2
    - name: as another
      command: id -un
      become: true
      become_user: daemon
      register: who
    - name: here
      command: sh -c 'echo "$GREETING"'
      delegate_to: localhost
      register: here
    - name: kept
      copy: { dest: ${ground}/kept, content: "{{ waited.stdout }} {{ who.stdout }} {{ here.stdout }}\\n" }
`,
    },
    report: [
      'h1 said: changed',
      'h1 guarded: ok',
      'h1 later: changed',
      'h1 waits: changed',
      'h1 as another: changed',
      'h1 here: changed',
      'h1 kept: changed',
    ],
    left: ["./kept:here daemon it's $HOME", './later:here', "./said:it's $HOME XYZ"],
  },
  {
    key: 'rescue comes after everything was put back',
    files: {
      'site.yml': `
- hosts: h1
  gather_facts: false
  become: true
  tasks:
    - name: before
      copy: { dest: ${ground}/file, content: "old\\n" }
    - name: whole or not at all
      undo: "true"
      block:
        - { name: new, copy: { dest: ${ground}/file, content: "new\\n" } }
        - { name: breaks, command: "false", irreversible: true }
      rescue:
        - name: look
          command: cat ${ground}/file
          register: now
        - name: kept
          copy:
            dest: ${ground}/rescued
            content: "{{ ansible_failed_task.name }} {{ ansible_failed_result.rc }} {{ now.stdout }}\\n"
      always:
        - { name: last, copy: { dest: ${ground}/always, content: "yes\\n" } }
`,
    },
    report: [
      'h1 before: changed',
      'h1 new: changed',
      'h1 breaks: rescued | exit 1, without a word',
      'h1 put back: whole or not at all: ok | what it had changed is as it was before',
      'h1 look: changed',
      'h1 kept: changed',
      'h1 last: changed',
    ],
    left: ['./always:yes', './file:old', './rescued:breaks 1 old'],
  },
  {
    key: 'a handler of a block runs once, also for who notified it before; one that did not run is still due',
    files: {
      'site.yml': `
- hosts: h1
  gather_facts: false
  become: true
  tasks:
    - name: before
      copy: { dest: ${ground}/before, content: "1\\n" }
      notify: [counted, not yet]
    - name: whole or not at all
      undo: "true"
      block:
        - name: inside
          copy: { dest: ${ground}/inside, content: "1\\n" }
          notify: counted
      prove:
        - name: counted by now
          assert: { that: 'true' }
  handlers:
    - { name: counted, shell: 'echo x >>${ground}/count' }
    - { name: not yet, shell: 'echo y >>${ground}/count' }
`,
    },
    report: [
      'h1 before: changed',
      'h1 inside: changed',
      'h1 counted: changed',
      'h1 counted by now: ok',
      'h1 not yet: changed',
    ],
    left: ['./before:1', './count:x', './count:y', './inside:1'],
  },
  {
    key: 'a role brings its templates, files, defaults and handlers; its tasks are imported',
    files: {
      'site.yml': `
- hosts: h1
  gather_facts: false
  roles: [greet]
`,
      'roles/greet/tasks/main.yml': '- import_tasks: all.yml\n  vars: { who: world }\n',
      'roles/greet/tasks/all.yml': `
- { name: rendered, template: { src: greeting.hbs, dest: ${ground}/rendered }, notify: told }
- { name: copied, copy: { src: plain, dest: ${ground}/copied } }
`,
      'roles/greet/templates/greeting.hbs': '{{ word }}, {{ who }}\n',
      'roles/greet/files/plain': 'as it is\n',
      'roles/greet/defaults/main.yml': 'word: hello\n',
      'roles/greet/handlers/main.yml': `- { name: told, shell: cat ${ground}/rendered >${ground}/handled }\n`,
    },
    report: ['h1 rendered: changed', 'h1 copied: changed', 'h1 told: changed'],
    left: ['./copied:as it is', './handled:hello, world', './rendered:hello, world'],
  },
  {
    key: 'one host does it for all, one acts on the other, and one reads what the other knows, however far they are',
    files: {
      'site.yml': `
- hosts: [h1, h2]
  tasks:
    - { name: late, command: sleep 1, when: inventory_hostname == "h1" }
    - { name: once, shell: echo here | tee -a ${ground}/once, run_once: true, register: once }
    - { name: early, command: sleep 1, when: inventory_hostname == "h2" }
    - { name: knows, shell: "echo {{ once.stdout }} {{ inventory_hostname }}", register: knows }
    - name: reads
      copy:
        dest: ${ground}/read
        content: "{{ hostvars.h2.knows.stdout }} {{ hostvars.h2.ansible_facts.distribution_release }}\\n"
    - name: there
      shell: cat ${ground}/read >${ground}/seen
      delegate_to: '{{#if (eq inventory_hostname "h1")}}h2{{else}}h1{{/if}}'
    - { name: fatal, command: "false", when: inventory_hostname == "h2", any_errors_fatal: true }
    - { name: never, shell: echo never >${ground}/never }
`,
    },
    report: ['h1', 'h2'].flatMap((host) => {
      const only = (name: string, there: string, status: string) =>
        `${host} ${name}: ${host === there ? status : `skipped | when: inventory_hostname == "${there}"`}`;
      return [
        only('late', 'h1', 'changed'),
        ...(host === 'h1' ? ['h1 once: changed'] : []),
        only('early', 'h2', 'changed'),
        ...['knows', 'reads', 'there'].map((name) => `${host} ${name}: changed`),
        only('fatal', 'h2', 'failed | exit 1, without a word'),
      ];
    }),
    left: ['./once:here', './read:here h2 trixie', './seen:here h2 trixie'],
    code: 1,
  },
  {
    key: 'what fails for all hosts at once is put back on each of them, and rescued there',
    files: {
      'site.yml': `
- hosts: [h1, h2]
  gather_facts: false
  tasks:
    - block:
        - { name: written, copy: { dest: ${ground}/whole, content: new } }
        - { name: judged, fail: { msg: not so }, run_once: true }
      validate: "true"
      rescue:
        - name: back
          shell: test ! -e ${ground}/whole && echo {{ ansible_failed_task.name }} >${ground}/gone
`,
    },
    report: ['h1', 'h2'].flatMap((host) => [
      `${host} written: changed`,
      `${host} judged: rescued | ${host === 'h1' ? '' : 'on h1, which does it for all hosts: '}not so`,
      `${host} put back: block: ok | what it had changed is as it was before`,
      `${host} back: changed`,
    ]),
    left: ['./gone:judged'],
  },
  {
    key: 'includes are decided on each host, by what it says of itself',
    files: {
      'site.yml': `
- hosts: all
  tasks:
    - { name: names, include_vars: "{{ansible_facts.distribution_release}}.yml" }
    - { name: of the system, include_tasks: "on-{{ansible_facts.distribution_release}}.yml" }
    - name: each
      include_role: { name: greet }
      vars: { who: "{{item}}" }
      loop: [ada, grace]
      when: word == "twelve"
`,
      'vars/bookworm.yml': 'word: twelve\n',
      'vars/trixie.yml': 'word: thirteen\n',
      'on-bookworm.yml': `- { name: here, copy: { dest: ${ground}/here, content: "{{ word }}\\n" } }\n`,
      'on-trixie.yml': `- { name: there, copy: { dest: ${ground}/there, content: "{{ word }}\\n" } }\n`,
      'roles/greet/tasks/main.yml': `- { name: greet, copy: { dest: "${ground}/{{ who }}", content: "{{ word }}\\n" } }\n`,
    },
    report: [
      'h1 names: ok',
      'h1 of the system: ok',
      'h1 here: changed',
      'h1 each (ada): ok',
      'h1 each (grace): ok',
      'h1 greet: changed',
      'h1 greet: changed',
      'h2 names: ok',
      'h2 of the system: ok',
      'h2 there: changed',
      'h2 each: skipped | when: word == "twelve"',
    ],
    left: ['./ada:twelve', './grace:twelve', './here:twelve'],
  },
];
