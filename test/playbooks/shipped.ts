// The shipped playbook with the files of its roles, as texts: for tests that put something else into one of them.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modulesByName } from '../../src/modules/index.js';
import type { Pages } from '../../src/playbook/pages.js';
import { playbookFrom } from '../../src/playbook/parse.js';
import type { Playbook } from '../../src/playbook/play.js';
import { fail, type Place } from '../../src/problem.js';
import { parseYaml } from '../../src/yaml/parse.js';

export const shippedRoot = fileURLToPath(new URL('../../', import.meta.url));
export const shippedPlaybook = join(shippedRoot, 'playbooks/secure-websocket.yml');

const rolesFolder = join(shippedRoot, 'playbooks/roles');

/** Path and text of everything that is read as YAML. */
export const shippedFiles: ReadonlyMap<string, string> = new Map(
  [
    shippedPlaybook,
    ...readdirSync(rolesFolder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.yml'))
      .map((name) => join(rolesFolder, name)),
  ].map((path) => [path, readFileSync(path, 'utf8')]),
);

const read = new Map([...shippedFiles].map(([path, text]) => [path, parseYaml(text, path, 'playbook')]));

/** @param over texts that stand in files instead */
export function parseShipped(over: ReadonlyMap<string, string> = new Map()): Playbook {
  const yaml = (path: string, place?: Place) => {
    const text = over.get(path);
    if (text !== undefined) return parseYaml(text, path, 'playbook');
    return read.get(path) ?? fail(`there is no ${path}`, place);
  };
  const pages: Pages = {
    read: yaml,
    isThere: (path) => [...shippedFiles.keys()].some((file) => file === path || file.startsWith(`${path}/`)),
    filesUnder: () => [],
    roleFolders: [],
    playbookFolders: [],
  };
  return playbookFrom(yaml(shippedPlaybook), shippedPlaybook, modulesByName, pages);
}

/** The tasks of a role's file, or of others beside it, as those of a play. */
export function asPlay(tasks: string): string {
  return `- hosts: all\n  tasks:\n${tasks.replace(/^(?=.)/gm, '    ')}`;
}
