// In which of the formats a file with an inventory is written.

import { extname } from 'node:path';

export type Format = 'yaml' | 'json' | 'ini';

/** JSON is read as JSON in a file of any name, as Ansible does: its numbers are not those of YAML 1.1. */
export function dataFormat(text: string): 'yaml' | 'json' {
  if (!/^\s*[[{]/.test(text)) return 'yaml';
  try {
    JSON.parse(text);
    return 'json';
  } catch {
    return 'yaml';
  }
}

/**
 * By the extension: .yml, .yaml and .json are YAML, all others INI. Without one, by what stands first in it that is no
 * comment: a section, or a line that is no YAML key.
 */
export function inventoryFormat(path: string, text: string): Format {
  const extension = extname(path);
  if (['.yml', '.yaml', '.json'].includes(extension)) return dataFormat(text);
  if (extension !== '') return 'ini';
  const first = text.split(/\r?\n/).find((line) => !/^\s*([#;].*)?$/.test(line)) ?? '';
  const isYaml =
    /^(---|%YAML|\s*\{)/.test(first) ||
    (/^["']?[^\s"'[=]+["']?\s*:(\s|$)/.test(first) && !/^[^:]*=/.test(first));
  return isYaml ? dataFormat(text) : 'ini';
}
