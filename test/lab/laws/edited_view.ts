// A file that is edited in part, by the names of the parameters that ask for something.

import { type FoundFile, hashOf } from '../../../src/module_parts/text_edit/edited_file.js';
import type { Laws } from './laws.js';

/** @param parameters those that say what the text is to be; the first that was given names the difference */
export function viewOf(...parameters: readonly string[]): NonNullable<Laws['view']> {
  return (found, wanted) => {
    const file = found as FoundFile;
    const asked = Object.entries(wanted as object).flatMap(([name, value]) =>
      value === undefined ? [] : name,
    );
    const [text = ''] = parameters.filter((name) => asked.includes(name));
    const attributes = (['mode', 'owner', 'group'] as const).filter((name) => asked.includes(name));
    return {
      [text]: hashOf(file.content),
      ...Object.fromEntries(attributes.map((name) => [name, file[name]])),
    };
  };
}
