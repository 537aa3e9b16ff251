// 1,000 tasks over 1,000 hosts, read and checked: CPU beyond that of starting the program, and memory for each host.
// Ends with 1 where a mark is missed.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inventoryOf, playbookOf } from './large_files.js';

const marks = { seconds: 1, mebibytesOfHost: 0.3 };
const [tasks, hosts, few] = [1000, 1000, 10];

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
/** Prints what the process has used when it ends. */
const usage = `data:text/javascript,process.on('exit',()=>console.error(JSON.stringify(process.resourceUsage())))`;

interface Usage {
  /** CPU, of user and system. */
  readonly seconds: number;
  readonly mebibytes: number;
}

function use(words: readonly string[]): Usage {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', usage, main, ...words], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`hostwright ${words.join(' ')} ended with ${status}: ${stdout}${stderr}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(stderr) as NodeJS.ResourceUsage;
  return { seconds: (userCPUTime + systemCPUTime) / 1e6, mebibytes: maxRSS / 1024 };
}

/** Of several, the one with the least CPU: what else this machine does can only add to it. */
function best(words: readonly string[]): Usage {
  const all = Array.from({ length: 3 }, () => use(words)).sort((one, other) => one.seconds - other.seconds);
  return all[0] as Usage;
}

const folder = mkdtempSync(join(tmpdir(), 'hostwright-bench-'));
try {
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const playbook = file('site.yml', playbookOf(tasks));
  const start = best(['--version']);
  const little = best(['validate', playbook, file('few.yml', inventoryOf(few))]);
  const much = best(['validate', playbook, file('many.yml', inventoryOf(hosts))]);
  const seconds = much.seconds - start.seconds;
  const mebibytesOfHost = (much.mebibytes - little.mebibytes) / (hosts - few);
  console.log(`start        ${start.seconds.toFixed(2)} s of CPU, ${start.mebibytes.toFixed(0)} MiB`);
  console.log(
    `${tasks} tasks   ${few} hosts: ${little.seconds.toFixed(2)} s, ${little.mebibytes.toFixed(0)} MiB`,
  );
  console.log(`           ${hosts} hosts: ${much.seconds.toFixed(2)} s, ${much.mebibytes.toFixed(0)} MiB`);
  console.log(
    `validating ${seconds.toFixed(2)} s (mark ${marks.seconds}), ${mebibytesOfHost.toFixed(3)} MiB a host (mark ${marks.mebibytesOfHost})`,
  );
  if (seconds >= marks.seconds || mebibytesOfHost >= marks.mebibytesOfHost) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
