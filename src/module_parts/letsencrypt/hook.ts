// What certbot does after a renewal: its text, what is there now, and the steps that put it there.

import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { type Step, sh } from '../../change.js';
import { deeds, directoryCall } from '../../shell/door/deeds.js';
import { atDoor } from '../../shell/door/door.js';
import { reloadScript } from '../certificate/reload.js';
import { hookPath, lineageOf } from './paths.js';

/** Whose hook it is, and which service it has read the certificate again. */
export interface Hook {
  readonly name?: string | undefined;
  readonly names: readonly string[];
  readonly reload?: string | undefined;
}

/** Certbot runs every hook of the folder for every certificate that was renewed. */
function hookText(wanted: Hook): string {
  return `#!/bin/sh
# Reads the certificate again when certbot has renewed it. Written by hostwright; changes made here are undone.
[ "$RENEWED_LINEAGE" = '/etc/letsencrypt/live/${lineageOf(wanted)}' ] || exit 0
${reloadScript(wanted.reload ?? '')}
`;
}

/** @param found SHA-256 of the hook that is there; null where none is, or one that cannot run */
export function formatHook(found: string | null, wanted: Hook): string | null {
  if (found === null) return null;
  return found === sha256(hookText(wanted)) ? (wanted.reload ?? null) : 'another hook';
}

export function putHook(wanted: Hook): readonly Step[] {
  const path = hookPath(lineageOf(wanted));
  const folder = posix.dirname(path);
  // A transaction takes back both folders where there was none.
  return writeBelow(path, hookText(wanted), '0755', [posix.dirname(folder), folder]);
}

/** Certbot makes its folders when it first runs. */
export function writeBelow(
  path: string,
  text: string,
  mode: string,
  made: readonly string[] = [posix.dirname(path)],
): readonly Step[] {
  const folder = sh(atDoor({ path: posix.dirname(path), at: 'deep' }, deeds, directoryCall({})), made);
  return [folder, { kind: 'put', path, content: Buffer.from(text), mode }];
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
