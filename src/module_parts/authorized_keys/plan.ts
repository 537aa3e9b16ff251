// What has to be done so that a user may log in with keys, or may not. Pure.

import { posix } from 'node:path';
import { change, type Field, type Missing, missing, type ShellStep, sh, type Verdict } from '../../change.js';
import { attributesCall, deeds, directoryCall } from '../../shell/door/deeds.js';
import { atDoor, isAllowed } from '../../shell/door/door.js';
import { differingAttributes } from '../attributes.js';
import { putStep } from '../file_steps.js';
import { blockerAbove, blockerOnTheWay, tellLink } from '../path_blocker.js';
import { contentOf, textOf } from '../text_edit/byte_text.js';
import { hashOf } from '../text_edit/edited_file.js';
import { type Edited, editKeys } from './edit.js';
import { keysOf, type Wanted } from './params.js';
import type { Found } from './probe.js';

/** What the file and a folder of the user's get; sshd reads none that others may write. */
const MODES = { file: '0600', folder: '0700' } as const;

export function planKeys(wanted: Wanted, found: Found): Verdict {
  const { user, state, exclusive, unsafe_path } = wanted;
  const { path } = found;
  if (found.home === null)
    return state === 'absent' ? null : missing(`this host has no user ${user}`, 'make it first, with user');
  if (path === null)
    return missing('sshd of this host reads no keys (AuthorizedKeysFile none)', 'name the file in path');
  if (found.kind === 'directory') return missing(`${path} is a directory`, 'name the file that is meant');
  if (found.kind === 'other') return missing(`${path} is a device, socket or pipe`, 'name another path');
  const before = found.content ?? Buffer.alloc(0);
  const edited = editKeys(textOf(before), { state, exclusive, keys: keysOf(wanted) });
  const content = contentOf(edited.text);
  if (content.equals(before)) return null;

  const own = { owner: user, ...(found.ownGroup === null ? {} : { group: found.ownGroup }) };
  const file = { ...own, mode: MODES.file };
  const fields = [
    tellKeys(found, content, edited),
    ...differingAttributes(file, found),
    ...folderFields(wanted, found),
  ];
  const isFolderMade = found.folderStat.kind === 'nothing';
  const blocker =
    blockerAbove(found, { deep: isFolderMade && !isHomeMissing(found) }) ??
    blockerOnTheWay({ owner: user, unsafe_path }, found) ??
    foreignFolder(wanted, found);
  if (blocker) return { ...blocker, fields };
  const target = { ...file, path, follow: wanted.follow, unsafe_path, backup: false };
  return change(tellLink(fields, path, found), [
    ...folderSteps(wanted, found, own),
    putStep(target, content),
  ]);
}

function tellKeys(found: Found, content: Buffer, { added, removed }: Edited): Field {
  const told = [
    ['adds', added],
    ['removes', removed],
  ] as const;
  const note = told
    .flatMap(([verb, keys]) => (keys.length === 0 ? [] : `${verb} ${keys.join(', ')}`))
    .join('; ');
  const field = { name: 'key', from: hashOf(found.content), to: hashOf(content) };
  return note === '' ? field : { ...field, note };
}

/** A folder elsewhere holds the keys of others too. */
function isManaged({ manage_dir }: Wanted, { folder, home }: Found): boolean {
  return manage_dir && home !== null && home !== '/' && folder.startsWith(`${posix.join(home)}/`);
}

function isHomeMissing({ folder, home, above }: Found): boolean {
  return home !== null && folder.startsWith(`${home}/`) && !`${above.nearest}/`.startsWith(`${home}/`);
}

export function folderFields(wanted: Wanted, found: Found): readonly Field[] {
  const [from, to] = [ownershipOf(found.folderStat), `${MODES.folder} ${wanted.user}`];
  return isManaged(wanted, found) && from !== to ? [{ name: 'manage_dir', from, to }] : [];
}

/** As reports tell a folder. */
export function ownershipOf({ kind, mode, owner }: Found['folderStat']): string | null {
  return kind === 'nothing' ? null : `${mode} ${owner}`;
}

function folderSteps(
  wanted: Wanted,
  found: Found,
  own: { readonly owner: string; readonly group?: string },
): readonly ShellStep[] {
  const { folder, folderStat } = found;
  const unsafe = isAllowed(wanted.unsafe_path);
  const attributes = isManaged(wanted, found) ? { ...own, mode: MODES.folder } : {};
  if (folderStat.kind === 'nothing')
    return [
      {
        ...sh(atDoor({ path: folder, at: 'deep', unsafe }, deeds, directoryCall(attributes)), [folder]),
        unsafe,
      },
    ];
  if (folderFields(wanted, found).length === 0) return [];
  const script = atDoor({ path: folder, at: 'follow', unsafe }, deeds, attributesCall(attributes));
  return [{ ...sh(script, [folder]), follow: true, unsafe }];
}

/** On a way of theirs everything is done as they, who cannot take what is another's. */
function foreignFolder(wanted: Wanted, found: Found): Missing | undefined {
  const { folder, folderStat, above } = found;
  if (above.doubt?.kind !== 'theirs' || wanted.unsafe_path === 'allow' || !isManaged(wanted, found))
    return undefined;
  const { owner } = folderStat;
  if (owner === null || owner === above.doubt.owner) return undefined;
  return missing(
    `${folder} belongs to ${owner}, in a folder of ${above.doubt.owner}`,
    `chown ${wanted.user} ${folder}, or say unsafe_path: allow`,
  );
}
