// Names as a shell matches them, in the way of Python's fnmatch: a dot at the start is a letter like others.

/** @throws SyntaxError for a set such as [z-a] */
export function glob(pattern: string): (text: string) => boolean {
  const source = pattern.replace(/\[(!?)(\]?[^\]]*)\]|[\s\S]/g, (part, not?: string, set?: string) => {
    if (set !== undefined && part.length > 1) return `[${not ? '^' : ''}${set.replace(/[\\[\]^]/g, '\\$&')}]`;
    if (part === '*') return '[\\s\\S]*';
    return part === '?' ? '[\\s\\S]' : part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  });
  const expression = new RegExp(`^${source}$`, 'u');
  return (text) => expression.test(text);
}
