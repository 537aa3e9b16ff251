import { expect, it } from 'vitest';
import { openPage } from '../../src/report/page.js';
import { openScreen } from '../../src/report/screen.js';
import { openSink } from '../../src/report/sink.js';
import { plainStyle } from '../../src/report/style.js';
import { fakeStream } from './streams.js';

function openFake(columns: number) {
  const output = fakeStream(columns, 24);
  const page = openPage(output.stream, plainStyle, false);
  return { output, screen: openScreen(openSink(output.stream), output.stream, page) };
}

it('goes up as many rows as the block takes, also after the terminal wrapped it', () => {
  const { output, screen } = openFake(100);
  screen.draw([], ['x'.repeat(90), '', 'short']);
  screen.draw([], ['one']);
  expect(output.text()).toContain('\u001b[3A');
  screen.draw([], ['x'.repeat(90), 'short']);
  output.resize(40, 24);
  screen.draw([], []);
  expect(output.text()).toContain('\u001b[4A');
  screen.close();
});

it('writes each picture at once, as one synchronised update', () => {
  const { output, screen } = openFake(80);
  screen.draw(['above'], ['block']);
  expect(output.writes()).toBe(1);
  expect(output.text()).toMatch(/^\u001b\[\?2026h.*above\nblock\n\u001b\[\?2026l$/s);
  screen.close();
});

it('does not touch the cursor where nothing was ever drawn', () => {
  const { output, screen } = openFake(80);
  screen.draw(['only text'], []);
  screen.close();
  expect(output.text()).not.toContain('?25');
});
