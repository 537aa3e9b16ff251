// Advice for YAML mistakes that people who write playbooks make again and again.

/** `{{ x }}` without quotes is, to YAML, a map inside a map. */
export function isUnquotedTemplate(source: string, offset: number): boolean {
  return /^\{\{[^{]/.test(source.slice(offset, offset + 3));
}

/** What to do about a syntax error, if the line where it was noticed shows a known mistake. */
export function adviceForSyntax(source: string, offset: number): string | undefined {
  const lineStart = source.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = source.indexOf('\n', offset);
  const line = source.slice(lineStart, lineEnd === -1 ? undefined : lineEnd);
  if (/(^|[:-]\s+)\{\{/.test(line)) return 'a value that begins with {{ needs quotes: "{{ ... }}"';
  if (/^\s*\t/.test(line)) return 'indent with spaces; YAML does not allow tabs';
  if (/[:-]\s+[@`%*&!|>]/.test(line)) return 'quote a value that begins with a special character';
  if (/^[^"'#]*\S:\s.*\S:(\s|$)/.test(line)) return 'quote a value that has a colon and a space in it';
  return undefined;
}
