// A conversation as a person has it: what is answered once which question is on the screen. The screens are kept.

import { keys, openScreen, type Screen } from '../../cli/screen.js';

/** A question, or a part of it, and what is typed then. */
export type Turn = readonly [shown: string | RegExp, typed: string];

export interface Talk {
  readonly command: string;
  readonly cwd: string;
  readonly turns: readonly Turn[];
  readonly env: NodeJS.ProcessEnv;
  readonly columns?: number;
  readonly rows?: number;
}

export interface Talked {
  /** Of each question, before it was answered, and of the end. */
  readonly screens: readonly string[];
  /** Everything, also what has scrolled away. */
  readonly text: string;
  readonly raw: string;
  readonly broken: readonly string[];
  readonly code: number | null;
}

export async function talk(given: Talk): Promise<Talked> {
  const screen = openScreen(given);
  try {
    const screens = await taken(screen, given.turns);
    const code = await screen.ended;
    return {
      ...{ screens: [...screens, screen.view()], code },
      ...{ text: screen.text(), raw: screen.raw(), broken: screen.broken() },
    };
  } finally {
    await screen.close();
  }
}

/** Takes turns, and leaves the program running. */
export async function taken(screen: Screen, turns: readonly Turn[]): Promise<readonly string[]> {
  const screens: string[] = [];
  for (const [shown, typed] of turns) {
    await screen.shows(shown);
    screens.push(screen.view());
    screen.type(typed);
  }
  return screens;
}

export const { enter, down, escape: back, interrupt } = keys;

/** Types over what is suggested. */
export const typed = (text: string) => `${text}${enter}`;

/**
 * Screens as they are kept: addresses and fingerprints are another lab's next time, and what the playbook is made of is
 * for its own tests to say.
 */
export function kept(screens: readonly string[], words: Readonly<Record<string, string>>): string {
  const masked = screens.map((screen) =>
    Object.entries(words)
      .reduce((text, [word, mask]) => text.replaceAll(word, mask), screen)
      .replace(/SHA256:[A-Za-z0-9+/]{43}/g, 'SHA256:FINGERPRINT')
      .replace(/(Looking what would change[^\n]*\n)[\s\S]*?(?=\n[^\n]*would be written here)/, '$1  CHANGES')
      .replace(/^[\s\S]*\n(?=[^\n]*is an endpoint, and proven)/, 'RUN\n')
      // With or without IPv6.
      .replace(/(?<=localhost leads to )(127\.0\.0\.1|::1)(, (127\.0\.0\.1|::1))*/g, 'OURSELVES')
      // A terminal breaks a line that is too long for it wherever that is.
      .replace(/SHA-256 [0-9A-F:\n]+/, 'SHA-256 FINGERPRINT\n'),
  );
  return masked.map((screen, index) => `${index === 0 ? '' : `${'='.repeat(60)}\n`}${screen}\n`).join('');
}
