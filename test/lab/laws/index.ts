// The cases for the laws: whatever file of this folder exports `laws`, in the order of the list of modules.

import { readdirSync } from 'node:fs';
import { modules } from '../../../src/modules/index.js';
import type { Laws } from './laws.js';

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
  .map((file) => file.replace(/\.ts$/, ''));

const files = await Promise.all(
  names.map(
    async (name) =>
      (await import(/* @vite-ignore */ `${import.meta.dirname}/${name}.ts`)) as { readonly laws?: Laws },
  ),
);

const order = modules.map(({ name }) => name);
const placeOf = ({ module, last }: Laws) => order.indexOf(module) + (last ? order.length : 0);

export const allLaws: readonly Laws[] = files
  .flatMap(({ laws }) => laws ?? [])
  .sort((one, other) => placeOf(one) - placeOf(other));
