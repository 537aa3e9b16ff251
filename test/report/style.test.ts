import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../../src/event.js';
import { openReport } from '../../src/report/index.js';
import { openStyle } from '../../src/report/style.js';
import { applied, planned } from './events.js';
import { fakeStream } from './streams.js';

const variables = ['NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS', 'CI'];
const terminal = () => fakeStream(80, 24);

beforeEach(() => {
  for (const variable of variables) vi.stubEnv(variable, undefined);
  vi.stubEnv('TERM', 'xterm-256color');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('openStyle', () => {
  it.each([
    ['a terminal', 24, {}, true, true],
    ['no terminal', undefined, {}, true, false],
    ['a terminal and NO_COLOR', 24, { NO_COLOR: '1' }, true, false],
    ['a terminal and --no-color', 24, {}, false, false],
    ['no terminal and FORCE_COLOR', undefined, { FORCE_COLOR: '1' }, true, true],
    ['FORCE_COLOR and --no-color', 24, { FORCE_COLOR: '1' }, false, false],
  ])('%s', (_, rows, env, asked, coloured) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const style = openStyle(fakeStream(80, rows).stream, asked);
    expect(style('red', 'x') !== 'x').toBe(coloured);
  });
});

it.each([
  ['applied', applied],
  ['planned', planned],
])('%s has the same text with colours and without', async (_, events: readonly RunEvent[]) => {
  const texts = await Promise.all(
    [true, false].map(async (colour) => {
      const output = terminal();
      const report = openReport('lines', { stdout: output.stream, diff: true, colour });
      for (const event of events) report.on(event);
      await report.close();
      return output.text();
    }),
  );
  const [coloured = '', plain = ''] = texts;
  expect(coloured).not.toBe(plain);
  expect(stripVTControlCharacters(coloured)).toBe(plain);
});
