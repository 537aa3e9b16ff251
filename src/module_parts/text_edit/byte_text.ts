// A text with a byte in each character, as Ansible's modules see a file: what is no UTF-8 stays as it is.

/** The parameters of these names, each character as the bytes of its UTF-8. */
export function inBytes<Wanted extends object>(wanted: Wanted, names: readonly (keyof Wanted)[]): Wanted {
  const texts = names.flatMap((name) => {
    const text = wanted[name];
    return typeof text === 'string' ? [[name, Buffer.from(text, 'utf8').toString('latin1')] as const] : [];
  });
  return { ...wanted, ...Object.fromEntries(texts) };
}

export function textOf(content: Buffer): string {
  return content.toString('latin1');
}

export function contentOf(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
