// What `lab up` writes for others to read: it must mean what Ansible and OpenSSH take it to mean. Needs no root.
import { load } from 'js-yaml';
import { expect, it } from 'vitest';
import { inventoryFile, knownHostsFile } from '../../src/lab/inventory.js';
import { describeLab, type LabHost } from '../../src/lab/lab.js';

const HOSTS: readonly LabHost[] = [
  { name: 'web', release: 'bookworm', address: '198.18.3.11', user: 'operator' },
  { name: 'no', release: 'trixie', address: '198.18.3.12', user: 'operator' },
];

it('is an inventory with a group for each release, whatever the folder is called', () => {
  const folder = `/home/o'neil/a "b": #c`;
  expect(load(inventoryFile(describeLab('lab', folder, HOSTS)))).toEqual({
    all: {
      vars: {
        ansible_user: 'operator',
        ansible_ssh_private_key_file: `${folder}/id_ed25519`,
        known_hosts_file: `${folder}/known_hosts`,
      },
      children: {
        bookworm: { hosts: { web: { ansible_host: '198.18.3.11' } } },
        trixie: { hosts: { no: { ansible_host: '198.18.3.12' } } },
      },
    },
  });
});

it('names no group that has no host', () => {
  const inventory = inventoryFile(describeLab('lab', '/f', HOSTS.slice(0, 1)));
  expect(Object.keys((load(inventory) as { all: { children: object } }).all.children)).toEqual(['bookworm']);
});

it('knows each host by its address and its name', () => {
  expect(knownHostsFile(HOSTS, ['ssh-ed25519 AAAA root@web\n', 'ssh-ed25519 BBBB root@no\n'])).toBe(
    '198.18.3.11,web.lab.test ssh-ed25519 AAAA\n198.18.3.12,no.lab.test ssh-ed25519 BBBB\n',
  );
});
