// A program for the pseudo-terminal test: tells a recorded run to a progress report, and `stuck` in the middle of it.

import { setTimeout as sleep } from 'node:timers/promises';
import { openReport } from '../../src/report/index.js';
import { applied } from './events.js';

const stuck = process.argv[2] === 'stuck';
const report = openReport('progress', { stdout: process.stdout, diff: false, colour: false });
for (const event of stuck ? applied.slice(0, 12) : applied) {
  report.on(event);
  await sleep(event.type === 'line' ? 250 : 10);
}
if (stuck) await sleep(20_000);
await report.close();
