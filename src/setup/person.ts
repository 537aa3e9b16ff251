// Whoever sits at the terminal: questions of the table as prompts of inquirer, with a way back.

import { setTimeout as sleep } from 'node:timers/promises';
import { visible } from '../report/escape.js';
import { type Conversation, readAnswer, spelled, suggestionFor } from './conversation/conversation.js';
import type { Question } from './conversation/question.js';
import type { Speaker } from './speaker.js';

/** What a prompt came to; undefined: back to the question before. */
type Typed<Value> = Promise<Value | undefined>;

export interface Person {
  /** The answer as it is typed, and possible. */
  ask(question: Question, conversation: Conversation): Typed<string>;
  confirm(message: string, fallback: boolean): Typed<boolean>;
  /** Before a question that nobody may answer without having read it: what was typed until now is dropped. */
  forgetTyped(): Promise<void>;
  choose<Value extends string>(message: string, choices: readonly Choice<Value>[]): Typed<Value>;
  askText(message: string, validate: (text: string) => string | true): Typed<string>;
}

interface Choice<Value extends string> {
  readonly value: Value;
  readonly name: string;
}

/** @returns undefined where standard input is no terminal */
export function openPerson(speaker: Speaker): Person | undefined {
  if (!process.stdin.isTTY) return undefined;
  return {
    ask: (question, conversation) => ask(question, conversation, speaker),
    confirm: (message, fallback) => prompt<boolean>({ type: 'confirm', message, default: fallback }),
    forgetTyped,
    choose: (message, choices) => prompt({ type: 'select', message, choices: [...choices] }),
    askText: (message, validate) => prompt<string>({ type: 'input', message, validate }),
  };
}

async function ask(question: Question, conversation: Conversation, speaker: Speaker): Typed<string> {
  const suggestion = suggestionFor(question, conversation);
  const remark = question.remark?.(conversation);
  if (remark !== undefined) speaker.remark(remark);
  const message = `${question.message(conversation)}${question.choices || isYesNo(question) ? '' : ':'}`;
  const fallback = suggestion === undefined ? undefined : spelled(suggestion);
  const judge = (text: string) => {
    const read = readAnswer(question, text, conversation);
    return 'wrong' in read ? read.wrong : true;
  };
  if (question.choices) {
    const choices = question.choices(conversation).map(({ value, about, refused }) => ({
      ...{ value, name: value, description: visible(about) },
      disabled: refused === undefined ? false : `(${visible(refused)})`,
    }));
    return prompt<string>({ type: 'select', message, choices, default: fallback });
  }
  if (!isYesNo(question))
    return prompt<string>({ type: 'input', message, default: fallback, validate: judge });
  for (;;) {
    const yes = await prompt<boolean>({ type: 'confirm', message, default: suggestion === true });
    if (yes === undefined) return undefined;
    const verdict = judge(spelled(yes));
    if (verdict === true) return spelled(yes);
    speaker.remark(verdict);
  }
}

function isYesNo({ takes }: Question): boolean {
  return takes === undefined;
}

/** Milliseconds in which what waits in the terminal arrives. */
const ARRIVAL = 100;

/** Ctrl-C is heard all the same. */
async function forgetTyped(): Promise<void> {
  const { stdin } = process;
  let interrupted = false;
  const drop = (bytes: Buffer) => {
    interrupted ||= bytes.includes(0x03);
  };
  stdin.setRawMode(true);
  stdin.on('data', drop);
  await sleep(ARRIVAL);
  stdin.off('data', drop);
  stdin.pause();
  stdin.setRawMode(false);
  if (interrupted) process.kill(process.pid, 'SIGINT');
}

/** As inquirer names them. */
interface Prompt {
  readonly type: 'input' | 'select' | 'confirm';
  readonly message: string;
  readonly default?: string | boolean | undefined;
  readonly choices?: readonly unknown[];
  readonly validate?: (text: string) => string | true;
}

type Ask<Value> = (config: Omit<Prompt, 'type'>, context: object) => Promise<Value>;

/** Esc goes back, and takes the question off the screen. Ctrl-C throws inquirer's ExitPromptError. */
async function prompt<Value>({ type, ...config }: Prompt): Typed<Value> {
  const { default: inquirer } = await import('inquirer');
  const back = new AbortController();
  // On standard error, because standard output may be read by a program.
  const context = { output: process.stderr, signal: back.signal, clearPromptOnDone: false };
  const onKey = (_text: unknown, key: { readonly name?: string } | undefined) => {
    if (key?.name !== 'escape') return;
    context.clearPromptOnDone = true;
    back.abort();
  };
  process.stdin.on('keypress', onKey);
  try {
    return await (inquirer.createPromptModule().prompts[type] as Ask<Value>)(config, context);
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortPromptError') return undefined;
    throw error;
  } finally {
    process.stdin.off('keypress', onKey);
  }
}
