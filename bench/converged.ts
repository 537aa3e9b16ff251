// Measures the mark of the design: a converged run is not slower than `ssh` doing nothing.
//
// Ten lab hosts that are in order already. In turns: `hostwright apply` as a whole process (about 20 tasks a host), and
// ten parallel `ssh HOST sudo -n true`. OLD=DIST/main.js: that build, too. The machine's speed drifts, so each pair gives one ratio;
// the median counts.

import { fileURLToPath } from 'node:url';
import { type Lab, labDown, labSshArguments, labUp } from '../src/lab/index.js';
import { median } from './median.js';
import { timed } from './timed.js';

const pairs = Number(process.env.PAIRS ?? 9);
const old = process.env.OLD;
const hosts = Array.from({ length: 10 }, (_, index) => ({
  name: `b${index + 1}`,
  release: 'bookworm' as const,
}));
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const lab = await labUp({ name: 'bench', hosts, say: (line) => console.log(line) });
try {
  await measure(lab);
} finally {
  await labDown({ name: 'bench', say: (line) => console.log(line) });
}

async function measure(lab: Lab): Promise<void> {
  const own = here('../dist/main.js');
  const before = old === undefined ? [] : [old];
  for (const build of [own, ...before]) await apply(lab, build);
  await ssh(lab);
  const [toSsh, oldToSsh, toOld]: [number[], number[], number[]] = [[], [], []];
  for (let pair = 1; pair <= pairs; pair += 1) {
    const [ours, theirs] = [await apply(lab, own), await ssh(lab)];
    toSsh.push(ours / theirs);
    console.log(`pair ${pair}: apply ${ours.toFixed(0)} ms, ten parallel ssh ${theirs.toFixed(0)} ms`);
    for (const build of before) {
      const earlier = await apply(lab, build);
      oldToSsh.push(earlier / theirs);
      toOld.push(ours / earlier);
      console.log(`pair ${pair}: the old build ${earlier.toFixed(0)} ms`);
    }
  }
  console.log(`ratio: ${median(toSsh).toFixed(2)}`);
  if (old !== undefined)
    console.log(`the old build: ${median(oldToSsh).toFixed(2)}; ours to it: ${median(toOld).toFixed(2)}`);
}

/** @returns milliseconds of the whole process */
function apply(lab: Lab, build: string): Promise<number> {
  const words = [build, 'apply', here('converged.yml'), '-i', lab.inventory, '-o', 'json'];
  return timed({ words: [process.execPath, ...words] });
}

function ssh(lab: Lab): Promise<number> {
  const logins = lab.hosts.map(({ name }) => ['ssh', ...labSshArguments(lab, name), 'sudo -n true']);
  return timed(...logins.map((words) => ({ words })));
}
