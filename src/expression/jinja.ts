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

/** What takes the place of `$1` and so on is what was written there. In the order in which they are tried. */
type Advice = readonly (readonly [RegExp, string])[];

const mustacheAdvice: Advice = [
  [
    /^\{\{-?\s*([\w.]+)\s*\|\s*default\(\s*("[^"]*"|'[^']*'|[\w.]+)\s*\)\s*-?\}\}$/,
    'write {{default $1 $2}}',
  ],
  [/^\{\{-?\s*([\w.]+)\s*\|\s*join\(\s*("[^"]*"|'[^']*')\s*\)\s*-?\}\}$/, 'write {{join $1 $2}}'],
  [/^\{\{-?\s*([\w.]+)\s*\|\s*(?:to_json|to_nice_json|tojson)\s*-?\}\}$/, 'write {{json $1}}'],
  [/^\{\{-?\s*([\w.]+)\s*\|\s*(?:to_yaml|to_nice_yaml)\s*-?\}\}$/, 'write {{yaml $1}}'],
  [/^\{\{-?\s*([\w.]+)\s*\|\s*b64encode\s*-?\}\}$/, 'write {{base64 $1}}'],
  [/^\{\{-?\s*([\w.]+)\[(\d+)\]\s*-?\}\}$/, 'write {{$1.[$2]}}'],
  [/^\{\{-?\s*([\w.]+)\[["'](\w+)["']\]\s*-?\}\}$/, 'write {{$1.$2}}'],
  [/^\{\{-?\s*([\w.]+)\[([A-Za-z_][\w.]*)\]\s*-?\}\}$/, 'write {{lookup $1 $2}}'],
  [/^\{\{-?\s*lookup\(\s*["']file["']\s*,\s*("[^"]*"|'[^']*')\s*\)\s*-?\}\}$/, 'write {{file $1}}'],
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
  const advice = firstAdvice(mustacheAdvice, mustache);
  return advice ?? 'write {{name}}, {{name.part}} or {{helper name "text"}}; \\{{ is a literal {{';
}

/** In conditions, which are CEL. */
const conditionAdvice: Advice = [
  [/\{\{/, 'a condition is an expression already: write the name without {{ }}'],
  [/(\w[\w.]*)\s+is\s+(?:not\s+defined|undefined)\b/, 'write !has($1)'],
  [/(\w[\w.]*)\s+is\s+defined\b/, 'write has($1)'],
  [/(\w[\w.]*)\s+is\s+not\s+(?:none|None)\b/, 'write $1 != null'],
  [/(\w[\w.]*)\s+is\s+(?:none|None)\b/, 'write $1 == null'],
  [/(\w[\w.]*)\s+is\s+not\s+(changed|failed|skipped)\b/, 'write !$1.$2'],
  [/(\w[\w.]*)\s+is\s+(changed|failed|skipped)\b/, 'write $1.$2'],
  [/(\w[\w.]*)\s+is\s+(?:succeeded|success)\b/, 'write !$1.failed'],
  [/(\w[\w.]*)\s+is\s+(?:match|search)\b/, 'write $1.matches("pattern")'],
  [/("[^"]*"|\w[\w.]*)\s+not\s+in\s+(\w[\w.]*)/, 'write !($1 in $2)'],
  [/(\w[\w.]*)\s*\|\s*(?:length|count)\b/, 'write size($1)'],
  [/(\w[\w.]*)\s*\|\s*default\(\s*(true|false|\d+|"[^"]*")\s*\)/, 'write (has($1) ? $1 : $2)'],
  [/(\w[\w.]*)\s*\|\s*default\b/, 'write (has($1) ? $1 : "value")'],
  [/(\w[\w.]*)\s*\|\s*int\b/, 'write int($1)'],
  [/(\w[\w.]*)\s*\|\s*float\b/, 'write double($1)'],
  [/(\w[\w.]*)\s*\|\s*string\b/, 'write string($1)'],
  [/(\w[\w.]*)\s*\|\s*bool\b/, 'write $1 == true'],
  [/(^|[^|])\|([^|]|$)/, 'there are no filters in conditions'],
  [/\bnot\s+(\w[\w.]*)/, 'write !$1'],
  [/\band\b/, 'write && for and'],
  [/\bor\b/, 'write || for or'],
  [/\bnot\b/, 'write ! for not'],
  [/\bTrue\b/, 'write true'],
  [/\bFalse\b/, 'write false'],
  [/\bNone\b/, 'write null'],
  [/[^=!<>]=[^=]/, 'write == to compare'],
];

export function adviceForCondition(text: string): string | undefined {
  return firstAdvice(conditionAdvice, text, text.replace(/"(\\.|[^"\\])*"|'(\\.|[^'\\])*'/g, blank));
}

/** What stands in quotes is no Ansible, but may be quoted: it keeps its length. */
function blank(quoted: string): string {
  return `"${' '.repeat(quoted.length - 2)}"`;
}

/** @param shape the text to look at, with everything at its offset */
function firstAdvice(all: Advice, text: string, shape: string = text): string | undefined {
  for (const [pattern, advice] of all) {
    const match = new RegExp(pattern, 'd').exec(shape);
    if (!match) continue;
    const written = (index: number) => text.slice(...(match.indices?.[index] ?? [0, 0]));
    return advice.replace(/\$(\d)/g, (_, index: string) => written(Number(index)));
  }
  return undefined;
}
