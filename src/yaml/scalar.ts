// What a plain scalar means: YAML 1.2 core in playbooks, YAML 1.1 in inventories, because Ansible reads them so.

import {
  boolCoreTag,
  boolYaml11Tag,
  floatCoreTag,
  floatYaml11Tag,
  intCoreTag,
  intYaml11Tag,
  NOT_RESOLVED,
  nullCoreTag,
  nullYaml11Tag,
  type ScalarTagDefinition,
} from 'js-yaml';

export type Dialect = 'playbook' | 'inventory';

export type ScalarValue = null | boolean | number | string;

const tags: Readonly<Record<Dialect, readonly ScalarTagDefinition[]>> = {
  playbook: [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag],
  inventory: [nullYaml11Tag, boolYaml11Tag, intYaml11Tag, floatYaml11Tag],
};

/**
 * The value of a scalar without quotes and without a tag. Some numbers stay text on purpose: in playbooks those with
 * a leading zero (`0644` is a mode, and neither 644 nor 420 is what was meant); everywhere whole numbers that a
 * JavaScript number cannot hold exactly, and infinities, which JSON does not have.
 */
export function readPlain(text: string, dialect: Dialect): ScalarValue {
  if (dialect === 'playbook' && /^[-+]?0[0-9o]/.test(text)) return text;
  // PyYAML, and so Ansible, leaves the one-letter words of YAML 1.1 alone.
  if (/^[yYnN]$/.test(text)) return text;
  for (const tag of tags[dialect]) {
    const value: unknown = tag.resolve(text, false, tag.tagName);
    if (value === NOT_RESOLVED) continue;
    if (typeof value === 'number') return holds(value, text) ? value : text;
    if (value === null || typeof value === 'boolean') return value;
  }
  return text;
}

function holds(value: number, text: string): boolean {
  return /^[-+]?\d+$/.test(text) ? Number.isSafeInteger(value) : Number.isFinite(value);
}

/** A sentence where an inventory value is not what its writer is likely to have meant. */
export function surpriseIn(text: string, value: ScalarValue): string | undefined {
  if (typeof value === 'boolean' && /^(yes|no|on|off)$/i.test(text) && text !== text.toLowerCase()) {
    return `${text} is read as ${value}, as Ansible does`;
  }
  if (typeof value === 'number' && text.includes(':')) {
    return `${text} is read as the number ${value} (base 60), as Ansible does`;
  }
  if (typeof value === 'number' && /^[-+]?0[0-7]+$/.test(text)) {
    return `${text} is read as the number ${value} (octal), as Ansible does`;
  }
  if (typeof value === 'number' && text.includes('_')) {
    return `${text} is read as the number ${value}, as Ansible does`;
  }
  return undefined;
}
