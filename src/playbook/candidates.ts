// The files that a name with templates may come to: which one a host means is known only there, what stands in them before.

import { dirname, join, normalize } from 'node:path/posix';
import type { ExpressionContext } from '../expression/reading.js';
import { scopeOf, Unset } from '../expression/scope.js';
import { evaluate } from '../expression/template.js';
import { fail, ProblemError } from '../problem.js';
import type { LocatedScalar } from '../yaml/located.js';
import { loopItems } from './loop.js';
import type { Pages } from './pages.js';
import type { Loop } from './play.js';

/**
 * Names, as `name` may be rendered. The items of a loop that are written there are tried; else a template stands for a part
 * of the name of a YAML file, or of a folder's.
 *
 * @param folders where the files are looked for: the first that has any that can be meant
 */
export function candidatesFor(
  name: LocatedScalar,
  loop: Loop | undefined,
  folders: readonly string[],
  pages: Pages,
): readonly string[] {
  if (!name.text.includes('{{')) return [normalize(name.text)];
  const known = namesOfItems(name, loop);
  if (known) return known;
  for (const folder of folders) {
    const found = matching(name.text, folder, pages);
    if (found.length > 0) return found;
  }
  return [];
}

function namesOfItems(name: LocatedScalar, loop: Loop | undefined): readonly string[] | undefined {
  if (loop?.items.kind !== 'list') return undefined;
  const context = { files: noFiles };
  try {
    const items = loopItems(loop.items, scopeOf({}), context);
    const names = items.map((item) => {
      const { value } = evaluate(name, scopeOf({ loop: new Map([[loop.variable, item]]) }), context);
      return normalize(String(value));
    });
    return [...new Set(names)];
  } catch (error) {
    if (error instanceof ProblemError || error instanceof Unset) return undefined;
    throw error;
  }
}

const notHere = () => fail('no file is read here');
const noFiles: ExpressionContext['files'] = {
  text: notHere,
  bytes: notHere,
  content: notHere,
  find: notHere,
  tree: notHere,
  isInside: notHere,
};

function matching(name: string, folder: string, { filesUnder }: Pages): readonly string[] {
  const parts = name.split(/\{\{.*?\}\}/);
  const constant = dirname(`${parts[0]}x`);
  const pattern = new RegExp(`^${parts.map(literally).join('[^/]+')}$`);
  return filesUnder(join(folder, constant), name.split('/').length)
    .map((file) => normalize(join(constant, file)))
    .filter((file) => pattern.test(file) && /\.ya?ml$/.test(file));
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
