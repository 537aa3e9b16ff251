// `--output progress`: hosts side by side on a terminal, what matters scrolling by above them.
//
// A play is a listr2 list with a task for each host. The engine drives the hosts; the tasks only wait for their end.

import { Listr } from 'listr2';
import type { PlayStarted } from '../event.js';
import { type Board, openBoard, updateBoard } from './board.js';
import { FleetRenderer } from './fleet_renderer.js';
import { frameLines } from './frame.js';
import { glyphsFor } from './glyphs.js';
import { openNarrator } from './narrator.js';
import type { Page } from './page.js';
import type { Report } from './report.js';
import { openScreen } from './screen.js';
import { openSink } from './sink.js';

export function openProgress(stdout: NodeJS.WriteStream, page: Page): Report {
  const sink = openSink(stdout);
  const screen = openScreen(sink, stdout, page);
  const narrate = openNarrator(page);
  const glyphs = glyphsFor(process.env);
  let above: string[] = [];
  let board: Board | undefined;
  let play: RunningPlay | undefined;
  let questions = 0;

  const paint = () => {
    if (questions > 0) return;
    const now = performance.now();
    screen.draw(above, board ? frameLines(board, page, now, glyphs) : []);
    above = [];
  };
  const endPlay = () => {
    const ended = play?.end();
    board = undefined;
    play = undefined;
    return ended;
  };

  return {
    on(event) {
      above.push(...narrate(event));
      if (board) updateBoard(board, event, performance.now());
      if (event.type === 'host' && event.state === 'done') play?.finish(event.host);
      if (event.type === 'play' || event.type === 'recap') void endPlay();
      if (event.type === 'play') {
        board = openBoard(event, performance.now());
        play = startPlay(event, paint);
      }
      if (!board) paint();
    },
    async pause(question) {
      screen.close();
      questions += 1;
      try {
        return await question();
      } finally {
        questions -= 1;
        paint();
      }
    },
    async close() {
      await endPlay();
      questions = 0;
      paint();
      screen.close();
      await sink.flush();
    },
  };
}

interface RunningPlay {
  finish(host: string): void;
  /** Also finishes hosts that were not heard of again, as after an interruption. */
  end(): Promise<void>;
}

function startPlay({ hosts }: PlayStarted, paint: () => void): RunningPlay {
  const finishers = new Map<string, () => void>();
  const tasks = [...new Set(hosts)].map((host) => {
    const done = new Promise<void>((resolve) => finishers.set(host, resolve));
    return { title: host, task: () => done };
  });
  const list = new Listr(tasks, {
    concurrent: true,
    renderer: FleetRenderer,
    rendererOptions: { paint },
    registerSignalListeners: false,
  });
  const run = list.run();
  return {
    finish: (host) => finishers.get(host)?.(),
    async end() {
      for (const finish of finishers.values()) finish();
      await run;
    },
  };
}
