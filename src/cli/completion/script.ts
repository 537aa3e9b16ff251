// The script for a shell. All know where they are by walking the words: one that leads on from the place so far is the name
// of a command, all others are options and their values. Nothing is asked of hostwright when somebody presses Tab.

import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { bashScript } from './bash.js';
import { fishScript } from './fish.js';
import { wordsOf } from './words.js';
import { zshScript } from './zsh.js';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

export function completionScript(shell: keyof typeof scripts, program: CommandUnknownOpts): string {
  return scripts[shell](wordsOf(program));
}
