// What ufw's rules do with a port, as `ufw show added` lists them. Pure.
//
// The first rule that matches decides (ufw(8), RULE SYNTAX). One that holds for some addresses or interfaces only is an
// exception that somebody made on purpose: it is left alone, and says nothing about everybody.

export type Action = 'allow' | 'deny';

/** `22/tcp`; without a protocol, both. */
export interface Port {
  readonly number: number;
  readonly protocol: 'tcp' | 'udp' | 'any';
}

export function readPort(text: string): Port {
  const [number = '', protocol = 'any'] = text.split('/');
  return { number: Number(number), protocol: protocol as Port['protocol'] };
}

/** `limit` lets in, up to a rate; `reject` turns away with an answer. */
const actions: Readonly<Record<string, Action>> = {
  allow: 'allow',
  limit: 'allow',
  deny: 'deny',
  reject: 'deny',
};

/** `allow 22/tcp`, `deny in 9000:9999/tcp comment 'x'`, `allow 80,443/tcp`: rules for everybody. */
const plainRule =
  /^(allow|limit|deny|reject)(?: in)?(?: log(?:-all)?)? (\d[\d:,]*)(?:\/(tcp|udp))?(?: comment .*)?$/;

export interface Deciding {
  readonly rule: string;
  readonly action: Action;
  /** It is for this port and nothing else, so that ufw replaces it by another for the same. */
  readonly isExact: boolean;
}

/**
 * The rules that decide about a port for everybody: one for each of its protocols, undefined where none names it. Where
 * the port has no protocol its tcp and its udp may be decided by different rules.
 */
export function rulesFor(port: Port, rules: readonly string[]): readonly (Deciding | undefined)[] {
  const protocols = port.protocol === 'any' ? (['tcp', 'udp'] as const) : [port.protocol];
  return protocols.map((protocol) => firstRule(port, protocol, rules));
}

function firstRule(port: Port, asked: 'tcp' | 'udp', rules: readonly string[]): Deciding | undefined {
  for (const rule of rules) {
    const [, word = '', numbers = '', protocol = 'any'] = plainRule.exec(rule) ?? [];
    const action = actions[word];
    const covers = numbers.split(',').some((part) => includes(part, port.number));
    if (!action || !covers || (protocol !== 'any' && protocol !== asked)) continue;
    return { rule, action, isExact: numbers === String(port.number) && protocol === port.protocol };
  }
  return undefined;
}

/** @param part `22` or `9000:9999` */
function includes(part: string, number: number): boolean {
  const [first = Number.NaN, last = first] = part.split(':').map(Number);
  return first <= number && number <= last;
}
