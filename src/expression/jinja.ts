// Ansible's way of writing expressions, recognised only to say how the same is written here.

const tagAdvice: Readonly<Record<string, string>> = {
  if: 'write {{#if x}} ... {{else}} ... {{/if}}',
  for: 'write {{#each list}} {{this}} {{/each}}',
  set: 'write the value under vars: of the task or play',
  include: 'copy the text here; templates cannot include others',
  raw: 'write \\{{ for a literal {{',
};

/** The first `{% ... %}` of Jinja in a text. Other texts with `{%` in them, such as formats, are left alone. */
export function findJinjaTag(text: string): { offset: number; message: string; advice: string } | undefined {
  const match = /\{%[-+]?\s*(if|for|set|include|raw|elif|else|endif|endfor|endraw)\b[^%]*%\}/.exec(text);
  if (!match) return undefined;
  const word = (match[1] ?? '').replace(/^end|^el(if|se)/, (start) => (start === 'end' ? '' : 'if'));
  const advice = tagAdvice[word] ?? tagAdvice.if ?? '';
  return { offset: match.index, message: `templates here are not Jinja: ${match[0]}`, advice };
}

/** In the order in which they are tried. */
const mustacheAdvice: readonly (readonly [RegExp, string])[] = [
  [/\|\s*default\b/, 'write {{default x "value"}}'],
  [/\|\s*join\b/, 'write {{join list ", "}}'],
  [/\|\s*(to_json|to_nice_json|tojson)\b/, 'write {{json x}}'],
  [/\|\s*(to_yaml|to_nice_yaml)\b/, 'write {{yaml x}}'],
  [/\|\s*b64encode\b/, 'write {{base64 x}}'],
  [/\|/, 'there are no filters: helpers come first, as in {{join list ", "}}'],
  [/\blookup\(/, 'write {{file "name"}} for a file beside the playbook'],
  [/\bis\s+(not\s+)?defined\b/, 'write {{default x "value"}}, or when: has(x)'],
  [/\.\d/, 'write {{list.[0]}}'],
  [/\w\[/, 'write {{x.y}}, {{list.[0]}}, or {{lookup x key}} where the key is in a variable'],
  [/\bif\b.*\belse\b/, 'write {{#if x}}a{{else}}b{{/if}}'],
  [/==|!=|<|>/, 'write {{#if (eq x "a")}}, or compare in when:'],
  [/[-+*/~]/, 'templates do not calculate; put texts side by side: {{a}}{{b}}'],
  [/^\{\{\s*\}\}$/, 'write \\{{ for a literal {{'],
];

export function adviceForJinja(mustache: string): string {
  const advice = mustacheAdvice.find(([pattern]) => pattern.test(mustache))?.[1];
  return advice ?? 'write {{name}}, {{name.part}} or {{helper name "text"}}; \\{{ is a literal {{';
}

/** In conditions, which are CEL. */
const conditionAdvice: readonly (readonly [RegExp, string])[] = [
  [/\{\{/, 'a condition is an expression already: write the name without {{ }}'],
  [/\bis\s+not\s+defined\b|\bis\s+undefined\b/, 'write !has(x)'],
  [/\bis\s+defined\b/, 'write has(x)'],
  [/\bis\s+not\s+(none|None)\b/, 'write x != null'],
  [/\bis\s+(none|None)\b/, 'write x == null'],
  [/\bis\s+(changed|failed|skipped|succeeded|success)\b/, 'write result.changed or result.failed'],
  [/\bis\s+(match|search)\b/, 'write x.matches("pattern")'],
  [/\bnot\s+in\b/, 'write !(x in list)'],
  [/\|\s*(length|count)\b/, 'write size(x)'],
  [/\|\s*default\b/, 'write has(x) && x, or has(x) ? x : "value"'],
  [/\|\s*(int|float|bool|string)\b/, 'write int(x), double(x) or string(x)'],
  [/(^|[^|])\|([^|]|$)/, 'there are no filters in conditions'],
  [/\band\b/, 'write && for and'],
  [/\bor\b/, 'write || for or'],
  [/\bnot\b/, 'write ! for not'],
  [/\bTrue\b/, 'write true'],
  [/\bFalse\b/, 'write false'],
  [/\bNone\b/, 'write null'],
  [/[^=!<>]=[^=]/, 'write == to compare'],
];

export function adviceForCondition(text: string): string | undefined {
  const withoutTexts = text.replace(/"(\\.|[^"\\])*"|'(\\.|[^'\\])*'/g, '""');
  return conditionAdvice.find(([pattern]) => pattern.test(withoutTexts))?.[1];
}
