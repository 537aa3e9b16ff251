// `npm run demo`: the main job on three real hosts, from bare to proven, through drift and back. Needs root on Linux.
//
// Everything is done by the commands that a person would type; every claim is checked, and a false one ends with 1.

import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isOutcome, type Outcome, outcomeName, type RunEvent } from '../src/event.js';
import { type Lab, labDown, labRun, labUnavailable, labUp } from '../src/lab/index.js';
import { ownCertificates } from './lab/letsencrypt/own.js';

const hostwright = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const playbook = fileURLToPath(new URL('../playbooks/secure-websocket.yml', import.meta.url));
const name = 'demo';

const hosts = [
  { name: 'rpc1', release: 'bookworm', proxy: 'nginx' },
  { name: 'rpc2', release: 'bookworm', proxy: 'apache2' },
  { name: 'rpc3', release: 'trixie', proxy: 'haproxy' },
] as const;
/** Of rpc3 alone: two endpoints share port 443, by their names. Those who dial a bootnode have to trust its certificate. */
const bootnode = 'boot.example.org';

const why = labUnavailable();
if (why !== undefined) {
  console.error(why);
  process.exit(1);
}
process.on('SIGINT', () => void takeDown().then(() => process.exit(130)));
try {
  await demonstrate();
  console.log('\nThe demo passed.');
} catch (error) {
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await takeDown();
}

async function demonstrate(): Promise<void> {
  chapter('Three bare Debian hosts');
  const lab = await labUp({ name, hosts, say: (line) => console.log(line) });
  for (const { name: host, proxy } of hosts)
    appendFileSync(lab.inventory, groupOf(host, proxy, host === 'rpc3' ? withBootnode(lab, host) : {}));

  chapter('One playbook turns them into proven wss:// endpoints, and a bootnode');
  await show(['apply', playbook, '-i', lab.inventory]);

  chapter(
    'Somebody changes a file on rpc1, a module on rpc2, and takes the certificate of the bootnode on rpc3 away',
  );
  await breakByHand(lab);

  chapter('The plan finds exactly these');
  const drift = await told(['plan', playbook, '-i', lab.inventory], 2);
  await show(['plan', playbook, '-i', lab.inventory, '--diff'], 2);
  // The service: nginx has not read what was edited, so it is reloaded.
  const drifted = ['rpc1 service', 'rpc1 template', 'rpc2 apache2_module', 'rpc3 file'];
  expectTasks(drift, 'would_change', drifted);

  chapter('Apply repairs exactly these');
  const repair = await told(['apply', playbook, '-i', lab.inventory], 0);
  expectTasks(repair, 'changed', drifted);
  console.log(
    'changed: the template on rpc1, the module on rpc2, the link to the certificate on rpc3, and the reloads that they caused',
  );

  chapter('Once more: nothing is left to do');
  await show(['plan', playbook, '-i', lab.inventory]);
  const again = await told(['apply', playbook, '-i', lab.inventory], 0);
  expectTasks(again, 'changed', []);
  await show(['apply', playbook, '-i', lab.inventory]);
}

/** Its own group for each host, because the proxy is the one thing that differs between them. */
function groupOf(host: string, proxy: string, more: object): string {
  return `${proxy}_on_${host}:\n  hosts: { ${host}: }\n  vars: ${JSON.stringify({ proxy, ...more })}\n`;
}

/** Beside the endpoint that each host has. The peer of a lab's host is asked who it is by the node's JSON-RPC. */
function withBootnode(lab: Lab, host: string): object {
  const { authority, issued } = ownCertificates([bootnode]);
  const { certificate, key } = issued.get(bootnode) ?? {};
  const endpoint = {
    name: 'boot',
    kind: 'bootnode',
    domain: bootnode,
    proof_address: lab.hosts.find((each) => each.name === host)?.address,
    rpc_port: 9944,
    certificate: 'provided',
    certificate_pem: certificate,
    certificate_key_pem: key,
    certificate_authority: authority,
  };
  return { endpoints: [{}, endpoint] };
}

async function breakByHand(lab: Lab): Promise<void> {
  const edit = `echo '# edited by hand' >>"$(ls /etc/nginx/sites-available/hostwright*.conf | head -n 1)"`;
  await byHand(lab, 'rpc1', edit);
  await byHand(lab, 'rpc2', 'a2dismod --quiet --force headers');
  await byHand(lab, 'rpc3', 'rm /etc/haproxy/hostwright-wss/443/hostwright-wss_boot.crt');
}

async function byHand(lab: Lab, host: string, script: string): Promise<void> {
  console.log(`${host}# ${script}`);
  const { code, stderr } = await labRun(lab, host, script);
  if (code !== 0) throw new Error(`${host}: ${stderr}`);
}

/** Runs hostwright as a person would, on this terminal. */
async function show(words: readonly string[], expected = 0): Promise<void> {
  console.log(`$ hostwright ${words.join(' ')}`);
  const child = spawn(process.execPath, [hostwright, ...words], { stdio: 'inherit' });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== expected)
    throw new Error(`hostwright ${words[0]} ended with ${String(code)}, expected ${expected}`);
}

/** Runs hostwright as a program would, and returns what each task came to, and what happened outside tasks. */
async function told(words: readonly string[], expected: number): Promise<readonly Outcome[]> {
  const child = spawn(process.execPath, [hostwright, ...words, '--output', 'json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  const events = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as RunEvent);
  const outcomes = events.filter(isOutcome);
  if (code === expected) return outcomes;
  for (const outcome of outcomes) {
    const { host, status, message } = outcome;
    if (status === 'failed' || status === 'unreachable')
      console.log(`${host}: ${outcomeName(outcome)}: ${message}`);
  }
  throw new Error(`hostwright ${words[0]} ended with ${String(code)}, expected ${expected}`);
}

function expectTasks(outcomes: readonly Outcome[], status: string, expected: readonly string[]): void {
  const found = outcomes
    .filter((outcome) => outcome.status === status)
    .flatMap((outcome) => {
      if (outcome.type === 'host_outcome') return [`${outcome.host} ${outcome.doing}`];
      return outcome.task.handler ? [] : [`${outcome.host} ${outcome.task.module}`];
    })
    .sort();
  if (found.join() !== [...expected].sort().join()) {
    throw new Error(
      `${status}: expected ${expected.join(', ') || 'nothing'}, found ${found.join(', ') || 'nothing'}`,
    );
  }
}

function chapter(title: string): void {
  console.log(`\n=== ${title} ===\n`);
}

async function takeDown(): Promise<void> {
  await labDown({ name, say: (line) => console.log(line) });
}
