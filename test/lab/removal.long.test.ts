// `hostwright remove` on hosts that were bare before: after the last endpoint nothing is left, on each proxy and each
// release; and what others use stays.

import { beforeAll, describe, expect, it } from 'vitest';
import { useProgram } from '../cli/hostwright.js';
import { useLab } from './hosts.js';
import { differences, type Snapshot, snapshot } from './removal/left.js';
import { inventoryText, secureWebsocket } from './secure-websocket/hostwright.js';

const program = useProgram();

const hosts = {
  'nginx-12': { proxy: 'nginx', firewall: 'ufw' },
  'nginx-13': { proxy: 'nginx' },
  'apache-12': { proxy: 'apache2' },
  'apache-13': { proxy: 'apache2', firewall: 'ufw' },
} as const;
const names = Object.keys(hosts);

const lab = useLab(names.map((name) => ({ name, release: name.endsWith('12') ? 'bookworm' : 'trixie' })));

const remove = async (name: string, ...words: readonly string[]) => {
  const folder = program.folderWith({ 'inventory.yml': inventoryText(lab(), { [name]: {} }) });
  const { code, stdout, stderr } = await program.run(folder, ['remove', name, ...words, '-o', 'lines']);
  return { code, text: stdout + stderr };
};

describe('hosts that were bare', () => {
  const before = new Map<string, Snapshot>();
  beforeAll(async () => {
    await Promise.all(names.map(async (name) => before.set(name, await snapshot(lab(), name))));
    const { code, text } = await secureWebsocket('apply', lab(), hosts);
    expect(code, text).toBe(0);
  });

  it.each(names)('%s: is told what would go, and nothing goes', async (name) => {
    const then = await snapshot(lab(), name);
    const { code, text } = await remove(name, '--plan', '--packages', '--certificates', 'delete');
    expect(code, text).toBe(2);
    expect(text).toContain('/sites-enabled/hostwright-wss.conf');
    expect(differences(then, await snapshot(lab(), name))).toEqual([]);
  });

  it.each(names)('%s: nothing is left', async (name) => {
    const { code, text } = await remove(name, '--yes', '--packages', '--certificates', 'delete');
    expect(code, text).toBe(0);
    expect(differences(before.get(name) ?? new Set(), await snapshot(lab(), name)), text).toEqual([]);
    const again = await remove(name, '--yes', '--packages', '--certificates', 'delete');
    expect(again.code, again.text).toBe(0);
    expect(again.text).toContain('In sync');
  });
});
