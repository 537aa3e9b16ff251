// The list of all modules. A new module is one file in this folder and one line here; see README.md beside this file.

import type { Module } from '../module.js';
import { prove } from './prove.js';

/** Every module, in the order in which help lists them. */
export const modules: readonly Module[] = [prove];

/** Every module by its YAML key. */
export const modulesByName: ReadonlyMap<string, Module> = new Map(
  modules.map((module) => [module.name, module]),
);
