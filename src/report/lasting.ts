// Warnings that are true after the run as well: kept for its end, where the same one of many hosts is one.

import type { Warning } from '../event.js';
import { visibleLines } from './escape.js';
import { hostsText } from './host_list.js';
import type { Page } from './page.js';
import { wrap } from './width.js';

export interface Lasting {
  add(warning: Warning): void;
  lines(all: readonly string[], page: Page): string[];
}

export function openLasting(): Lasting {
  const hostsOf = new Map<string, Set<string>>();
  return {
    add({ message, host = '' }) {
      hostsOf.set(message, (hostsOf.get(message) ?? new Set()).add(host));
    },
    lines: (all, page) =>
      [...hostsOf].flatMap(([message, hosts]) => {
        const order = all.filter((host) => hosts.has(host));
        const [first = '', ...rest] = visibleLines(message);
        const below = rest.flatMap((line) => wrap(line, page.columns - 2)).map((line) => `  ${line}`);
        const where = order.length > 0 ? `${hostsText(order, all)}: ` : '';
        const lines = [...wrap(`warning: ${where}${first}`, page.columns), ...below];
        return ['', ...lines.map((line) => page.style('magenta', line))];
      }),
  };
}
