// The long tier: what is too long for every change. Whoever changes what an entry guards runs it: `npm run test:long -- NAME`.

export interface LongTest {
  /** Those named `*.long.test.ts` run only here; others run here with the environment. */
  readonly files: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** For people: what it tries that `npm test` tries a spread of, or not at all. One line. */
  readonly guards: string;
}

export const longTests: Readonly<Record<string, LongTest>> = {
  'ansible-inventories': {
    files: ['test/inventory/ansible.test.ts'],
    env: { INVENTORIES: '2000' },
    guards: 'inventory: 2,000 inventories at random are read as by Ansible itself',
  },
  'text-edits': {
    files: ['test/modules/text_edit/ansible.test.ts'],
    env: { EDITS: '5000' },
    guards: 'lineinfile, blockinfile, replace: 5,000 edits at random of each leave what Ansible leaves',
  },
  'file-modules': {
    files: ['judge.test.ts', 'collections.test.ts', 'keys.long.test.ts'].map(
      (name) => `test/modules/judge/${name}`,
    ),
    env: { JUDGED: '400' },
    guards:
      'file, find, slurp, unarchive, authorized_key, ini_file, sudoers, known_hosts: 400 tasks of each, as Ansible',
  },
  accounts: {
    files: ['test/lab/ansible/everyday.test.ts'],
    env: { ACCOUNTS: '60' },
    guards:
      'user, group: 60 tasks at random leave on a host what Ansible leaves on another, and find each other in order',
  },
  everyday: {
    files: ['test/lab/ansible/everyday.test.ts'],
    env: { ACCOUNTS: '0', EVERYDAY: '72' },
    guards:
      'copy, template, command, shell, service, assert, set_fact, uri: 72 tasks on a host, beside Ansible on another',
  },
  downloads: {
    files: ['test/modules/downloads/ansible.test.ts'],
    env: { DOWNLOADS: '60' },
    guards:
      'get_url, uri, wait_for: 60 tasks at random, from a server that is also broken, leave and say what Ansible does',
  },
  hostile: {
    files: ['test/engine/hostile.test.ts', 'test/engine/task/heard.test.ts'],
    env: { HOSTILE: '100000', HEARD: '2000' },
    guards:
      'engine, modules: 100,000 mutated answers of a host end no run, 2,000 of its words are data to others',
  },
  'hostile-hosts': {
    files: ['test/lab/hostile/hosts.long.test.ts'],
    guards: 'a host whose login shell lies, in 24 ways, beside nine good ones: their time, memory, the end',
  },
  rendezvous: {
    files: ['test/engine/task/barrier.test.ts'],
    env: { PLAYBOOKS: '4000' },
    guards: 'engine: 4,000 playbooks at random, hosts at their own pace tell the same as in lock-step',
  },
  engine: {
    files: ['test/engine/task/prefetch.test.ts', 'test/engine/trust.test.ts'],
    env: { PLAYBOOKS: '4000' },
    guards:
      'engine: the laws of the window, of lost connections and of a controller that dies, on 4,000 playbooks',
  },
  'odd-sshd': {
    files: ['test/lab/transport/odd_sshd.long.test.ts'],
    guards:
      'ssh: sshds with post-quantum, umac or certificates alone, in every verb; penalties; uploads over RekeyLimit',
  },
  'several-endpoints': {
    files: [
      'test/lab/secure-websocket/several_endpoints.long.test.ts',
      'test/lab/letsencrypt/several.long.test.ts',
    ],
    guards:
      'the playbook: five endpoints on one host by path, name and port, with each proxy, from one and back to it',
  },
  reloads: {
    files: ['test/lab/secure-websocket/reloads.long.test.ts'],
    guards:
      'changes of an endpoint that runs: what a reload can take cuts nobody off, on each proxy and each release',
  },
  handovers: {
    files: ['test/lab/secure-websocket/handovers.long.test.ts'],
    guards:
      'an endpoint moves between nginx, Apache and haproxy, each ordered pair and release, under a client that polls',
  },
  'several-nodes': {
    files: ['test/lab/secure-websocket/several_nodes.long.test.ts'],
    guards: 'two nodes behind one endpoint, each proxy and release: one dies, lags, is unsafe; none is left',
  },
  'spoiled-files': {
    files: ['test/cli/any_text.test.ts', 'test/playbook/mistakes.test.ts'],
    env: { SPOILED: '20000', MISTAKES: '1000' },
    guards: 'readers: 20,000 spoiled playbooks and inventories are run or refused, 1,000 typos are found',
  },
  faults: {
    files: ['apt', 'commands', 'disk', 'network', 'processes', 'ssh'].map(
      (kind) => `test/lab/trust/${kind}.test.ts`,
    ),
    env: { FAULTS: 'all' },
    guards:
      'the fault table: networks, disks, commands, processes, sshd and apt that fail, in every way listed',
  },
  'crash-points': {
    files: ['test/lab/trust/crash.test.ts'],
    env: { CRASH_POINTS: 'all' },
    guards: 'the controller dies after each event of a run: nothing is torn, the next run finishes',
  },
  'transaction-crash-points': {
    files: ['test/lab/transaction/crash.test.ts'],
    env: { CRASH_POINTS: 'all' },
    guards: 'the controller dies after each event of a block: it is whole or not at all',
  },
  'certificate-drifts': {
    files: ['test/lab/letsencrypt/issue.test.ts'],
    env: { DRIFTS: 'all' },
    guards: 'letsencrypt_certificate: each drift, on every kind of host, is found, repaired and gone',
  },
  'own-dh-parameters': {
    files: ['test/lab/secure-websocket/settings.test.ts'],
    env: { DHPARAM: 'generate' },
    guards: 'dh_parameters: openssl looks for parameters of its own, as a user would have it',
  },
  'certificate-moves': {
    files: ['test/lab/letsencrypt/moves.test.ts'],
    env: { MOVES: 'all' },
    guards:
      'every way from one kind of certificate to another, and between proxies, under a client that polls',
  },
  'certificate-fleet': {
    files: ['test/lab/letsencrypt/fleet.long.test.ts'],
    guards: 'the order budget: ten hosts at once, seven orders an hour, the rest by the next run',
  },
  'crash-points-25': {
    files: ['test/lab/trust/crash.test.ts'],
    env: { CRASH_POINTS: '25' },
    guards: 'the controller dies at 25 moments of a run (npm test: 1; crash-points: all, hours)',
  },
  'nginx-readers': {
    files: ['test/lab/secure-websocket/refusal.test.ts'],
    env: { READERS: '2000' },
    guards: "nginx-sites.awk: 2,000 configurations at random are read as by the host's own nginx",
  },
  floods: {
    files: ['test/lab/secure-websocket/floods.long.test.ts'],
    guards:
      'limits: what one address or one IPv6 /64 can take, each proxy on each release, without and with a firewall',
  },
  endpoints: {
    files: ['test/lab/secure-websocket/endpoint.test.ts'],
    env: { HOSTS: 'all' },
    guards: 'the shipped playbook: each proxy on each release lacks the defects of the recipe',
  },
  haproxy: {
    files: ['test/lab/secure-websocket/endpoint.test.ts', 'test/lab/letsencrypt/haproxy.long.test.ts'],
    env: { HOSTS: 'haproxy' },
    guards:
      'haproxy on each release: what `endpoints` asks of the other proxies; certificates, renewed without a reload',
  },
  'transaction-faults': {
    files: ['test/lab/transaction/proxy.test.ts'],
    env: { HOSTS: 'all' },
    guards: 'a change of an endpoint that fails: each proxy on each release is as it was before',
  },
  laws: {
    files: ['test/lab/laws.test.ts'],
    env: { HOSTS: 'all' },
    guards: 'the laws of state modules: each module on both releases',
  },
  'odd-hosts': {
    files: [
      'test/shell/driver.test.ts',
      'test/shell/job.test.ts',
      'test/transport/local.test.ts',
      'test/lab/laws.test.ts',
      'test/lab/odd_hosts.test.ts',
      'test/lab/secure-websocket/odd_tools.long.test.ts',
    ],
    env: { HOSTS: 'all', TOOLS: 'odd', SHELLS: 'odd' },
    guards:
      'hosts with uutils or mksh as sh: laws of the driver, of jobs, of all modules; an endpoint; yash is refused',
  },
  bootnodes: {
    files: ['test/lab/secure-websocket/bootnodes.long.test.ts'],
    guards: 'kind: bootnode: js-libp2p and smoldot dial it through each proxy, and stay; two idle limits',
  },
  'hanging-host': {
    files: ['test/lab/hanging.long.test.ts'],
    guards: 'ten hosts, one hangs, one is post-quantum: the others are done and free, the run ends by itself',
  },
  removal: {
    files: [
      'test/lab/removal.long.test.ts',
      'test/lab/removal/absent.long.test.ts',
      'test/lab/letsencrypt/revoke.long.test.ts',
    ],
    guards:
      'remove, state: absent: nothing is left of the last endpoint, of others, of an old proxy; a real CA revokes',
  },
  releases: {
    files: [
      'test/lab/apt.test.ts',
      'test/lab/apache2.test.ts',
      'test/lab/certificate.test.ts',
      'test/lab/service.test.ts',
      'test/lab/transport/ssh.test.ts',
      'test/lab/transport/terminal.test.ts',
      'test/lab/transport/privilege.test.ts',
    ],
    env: { HOSTS: 'all' },
    guards: 'apt, Apache, certificates, services, ssh and becoming root: on both releases',
  },
  'window-on-hosts': {
    files: ['test/lab/window.test.ts'],
    env: { PLAYBOOKS: '12' },
    guards: 'the prefetch: 12 playbooks at random on real hosts, window 1 and 32 tell the same',
  },
  upgrade: {
    files: ['test/lab/upgrade/upgrade.long.test.ts'],
    guards:
      'hosts of the last release: both proxies and Debians, each kind of certificate, all it writes down',
  },
  attacker: {
    files: ['test/shell/door/attacker.long.test.ts', 'test/lab/hostile/attacker.long.test.ts'],
    guards:
      'the door: a user swaps what is theirs while root writes there, 2,000 times; 100 each module, on a host too',
  },
};

/** One line an entry. */
export function listLongTests(): string {
  const width = Math.max(...Object.keys(longTests).map((name) => name.length));
  return Object.entries(longTests)
    .map(([name, { guards }]) => `  ${name.padEnd(width)}  ${guards}\n`)
    .join('');
}
