// How encrypted text is known, and what opening it comes to. The first line tells, as age and ansible-vault write it.

export type Seal = 'age' | 'vault';

/** What the text is sealed with; undefined for text that is not encrypted. */
export function sealOf(text: string): Seal | undefined {
  const start = text.trimStart();
  if (start.startsWith('-----BEGIN AGE ENCRYPTED FILE-----')) return 'age';
  return start.startsWith('$ANSIBLE_VAULT;') ? 'vault' : undefined;
}

/** One try with one set of keys. */
export type Opening =
  | { readonly kind: 'opened'; readonly bytes: Buffer }
  | { readonly kind: 'wrong_key' }
  /** No key can open it. `why` is a part of a sentence: `it is cut short`. */
  | { readonly kind: 'damaged'; readonly why: string };
