// What was answered so far, kept until it is written: who is refused or interrupted can go on with it.

import { inventoryWords } from '../project/starting_files.js';
import { commandAgain } from './conversation/command.js';
import type { Conversation } from './conversation/conversation.js';
import type { Pages } from './pages.js';
import type { Speaker } from './speaker.js';

export interface UnwrittenAnswers {
  /** @param typed what the host was called on the command line */
  note(typed: string, conversation: Conversation): void;
  /** Where a person has answered something that no file has. */
  tell(speaker: Speaker, pages: Pages): void;
}

export function openUnwrittenAnswers(): UnwrittenAnswers {
  const conversations = new Map<string, Conversation>();
  return {
    note: (typed, conversation) => void conversations.set(typed, conversation),
    tell: (speaker, pages) => {
      const asked = [...conversations].filter(([, { before }]) => before !== undefined);
      if (asked.length === 0 || pages.unwritten().size === 0) return;
      const playbook = pages.playbook === 'site.yml' ? [] : ['--playbook', pages.playbook];
      speaker.remark('Your answers are not lost. To go on with them:');
      for (const [typed, conversation] of asked) {
        const before = [typed, ...inventoryWords(pages.inventory), ...playbook];
        speaker.command(commandAgain(before, conversation));
      }
    },
  };
}
