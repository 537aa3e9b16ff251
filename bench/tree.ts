// Measures a folder of 1,000 files of 4 KiB that goes to one host: against `tar` through `ssh`, as a person would send it, and once
// more when all of it is there, against `ssh` doing nothing.
//
// The machine's speed drifts, so each pair gives one ratio; the median counts.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Lab, labDown, labRun, labSshArguments, labUp } from '../src/lab/index.js';
import { median } from './median.js';
import { timed } from './timed.js';

const pairs = Number(process.env.PAIRS ?? 5);
const host = { name: 'tree', release: 'bookworm' as const };
const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'hostwright-bench-'));
const lab = await labUp({ name: 'bench-tree', hosts: [host], say: (line) => console.log(line) });
try {
  await measure(lab);
} finally {
  await labDown({ name: 'bench-tree', say: (line) => console.log(line) });
  rmSync(folder, { recursive: true });
}

async function measure(lab: Lab): Promise<void> {
  makeTree();
  const words = ['apply', join(folder, 'site.yml'), '-i', lab.inventory, '-o', 'json'];
  const ours = () => timed({ words: [process.execPath, program, ...words] });
  const ssh = ['ssh', ...labSshArguments(lab, host.name)].map((word) => `'${word}'`).join(' ');
  const send = `tar -C '${folder}/files' -cf - tree | ${ssh} 'sudo mkdir -p /srv/tree && sudo tar -C /srv/tree -xf -'`;
  const byHand = () => timed({ words: ['sh', '-c', send] });
  const nothing = () => timed({ words: ['sh', '-c', `${ssh} 'sudo -n true'`] });
  const bare = () => labRun(lab, host.name, 'rm -rf /srv/tree');
  const [toHand, toNothing]: [number[], number[]] = [[], []];
  await nothing();
  for (let pair = 1; pair <= pairs; pair += 1) {
    await bare();
    const hand = await byHand();
    await bare();
    const own = await ours();
    toHand.push(own / hand);
    toNothing.push((await ours()) / (await nothing()));
    console.log(`pair ${pair}: apply ${own.toFixed(0)} ms, by hand ${hand.toFixed(0)} ms`);
  }
  console.log(`1,000 new files, against tar through ssh: ${median(toHand).toFixed(2)}`);
  console.log(`the same once more, against ssh doing nothing: ${median(toNothing).toFixed(2)}`);
}

function makeTree(): void {
  for (let nth = 0; nth < 1000; nth += 1) {
    const below = join(folder, 'files/tree', `d${nth % 20}`);
    mkdirSync(below, { recursive: true });
    writeFileSync(join(below, `f${nth}`), Buffer.alloc(4096, `${nth} `));
  }
  const copy = { src: 'tree', dest: '/srv/tree' };
  const plays = [{ hosts: 'all', become: true, gather_facts: false, tasks: [{ copy }] }];
  writeFileSync(join(folder, 'site.yml'), JSON.stringify(plays));
}
