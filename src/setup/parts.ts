// What all parts of a setup share: who is asked, who is told, the files, the connections.

import type { SetupOptions } from '../options/setup.js';
import type { Connector } from '../transport/index.js';
import type { Asker } from './asker.js';
import type { Pages } from './pages.js';
import type { Person } from './person.js';
import type { Speaker } from './speaker.js';
import type { UnwrittenAnswers } from './unwritten_answers.js';

/** What all parts of a setup share. */
export interface Setup {
  readonly options: SetupOptions;
  readonly pages: Pages;
  readonly speaker: Speaker;
  readonly person: Person | undefined;
  readonly transport: Connector;
  readonly asker: Asker;
  readonly unwrittenAnswers: UnwrittenAnswers;
}
