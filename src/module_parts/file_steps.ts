// The steps of every module that writes a whole file by its path, or sets its attributes alone.

import { type PutStep, type ShellStep, sh } from '../change.js';
import { attributesCall, deeds } from '../shell/door/deeds.js';
import { atDoor, isAllowed } from '../shell/door/door.js';
import type { Attributes } from './attributes.js';
import { type Acceptance, validateWords } from './write_params.js';

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
  const { path, follow, unsafe_path, backup, mode, owner, group } = target;
  return {
    kind: 'put',
    path,
    content,
    follow,
    unsafe: isAllowed(unsafe_path),
    validate: validateWords(target),
    backup,
    ...(mode === undefined ? {} : { mode }),
    ...(owner === undefined ? {} : { owner }),
    ...(group === undefined ? {} : { group }),
  };
}
