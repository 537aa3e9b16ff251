// Opens the single values of a YAML file that are encrypted: `!secret` and `!vault`.
//
// All of a file are opened before the run, because opening may ask a person. What cannot be opened stays sealed, with
// the reason, and is a mistake only where somebody reads it: a key that no host needs today stops nobody.

import type { Located, LocatedScalar } from '../yaml/located.js';
import type { ParsedYaml } from '../yaml/parse.js';
import { rewrite, scalarsIn } from '../yaml/rewrite.js';
import { type Opener, openText } from './opened.js';
import { sealOf } from './seal.js';

export async function unseal({ documents, warnings }: ParsedYaml, open: Opener): Promise<ParsedYaml> {
  const opened = new Map<Located, Located>();
  const sealed = documents.flatMap(scalarsIn).filter((scalar) => scalar.sealed);
  // One after another: the opener asks questions.
  for (const scalar of sealed) opened.set(scalar, await openScalar(scalar, open));
  if (opened.size === 0) return { documents, warnings };
  return {
    documents: documents.map((document) => rewrite(document, (node) => opened.get(node) ?? node)),
    warnings,
  };
}

async function openScalar(scalar: LocatedScalar, open: Opener): Promise<LocatedScalar> {
  const { text, place } = scalar;
  if (sealOf(text) === undefined) {
    const advice = 'write what hostwright secrets encrypt --value prints';
    return { ...scalar, sealed: { message: 'this is no encrypted text', advice } };
  }
  const opened = await openText(open, text, `${place.file}:${place.line}`);
  if (opened.kind === 'locked') return { ...scalar, sealed: opened };
  return { kind: 'scalar', value: opened.text, text: opened.text, place, secret: true, final: true };
}
