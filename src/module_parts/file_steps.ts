// Writing a whole file by its path, or its attributes alone: the steps, and what every module that writes may ask of the writing, a
// command that accepts the new file, the old one kept.

import { z } from 'zod';
import { type PutStep, type ShellStep, sh } from '../change.js';
import { attributesCall, deeds } from '../shell/door/deeds.js';
import { atDoor, isAllowed } from '../shell/door/door.js';
import type { Attributes } from './attributes.js';
import { flag } from './params.js';
import { splitWords } from './words.js';

export interface Acceptance {
  /** A command; `%s` in it is the path of the new file. It stays as it was written, so that a pending handler holds it. */
  readonly validate?: string | undefined;
  readonly backup: boolean;
}

/** The parameters, for a module's schema. */
export const writeParams = {
  validate: z
    .string()
    .refine((text) => text.includes('%s'), 'expected %s in it: that is where the path of the new file stands')
    .refine(
      (text) => (splitWords(text) ?? []).length > 0,
      'a quote in it is not closed, or it ends in a backslash',
    )
    .optional()
    .describe(
      'a command that has to accept the new file before it takes its place, such as visudo -cf %s; no shell is asked',
    ),
  backup: flag()
    .default(false)
    .describe('true: the old file stays beside it, as NAME.PID.DATE~, also where the change is put back'),
};

export interface FileTarget extends Attributes {
  readonly path: string;
  /** false: a symbolic link at the path is meant itself; true: the file that it leads to. */
  readonly follow: boolean;
  readonly unsafe_path?: 'refuse' | 'allow';
}

export function attributesStep(target: FileTarget): ShellStep {
  const { path, follow, unsafe_path } = target;
  const unsafe = isAllowed(unsafe_path);
  const script = atDoor({ path, at: follow ? 'follow' : 'itself', unsafe }, deeds, attributesCall(target));
  return { ...sh(script, [path]), follow, unsafe };
}

export function putStep(target: FileTarget & Acceptance, content: Uint8Array): PutStep {
  const { path, follow, unsafe_path, backup, validate, mode, owner, group } = target;
  return {
    kind: 'put',
    path,
    content,
    follow,
    unsafe: isAllowed(unsafe_path),
    validate: validate === undefined ? undefined : splitWords(validate),
    backup,
    ...(mode === undefined ? {} : { mode }),
    ...(owner === undefined ? {} : { owner }),
    ...(group === undefined ? {} : { group }),
  };
}
