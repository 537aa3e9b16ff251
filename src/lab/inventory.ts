// The files with which others reach a lab's hosts: an Ansible inventory and a known_hosts.
import { LAB_USER, type Lab, type LabHost, RELEASES } from './lab.js';

/**
 * Ansible's YAML inventory, a group for each release. `known_hosts_file` is where the hosts' keys are. Names are
 * quoted: a host may be called `2` or `no`.
 */
export function inventoryFile(lab: Lab): string {
  const groups = RELEASES.filter((release) => lab.hosts.some((host) => host.release === release));
  const lines = [
    '# Written by `hostwright lab up`, removed by `hostwright lab down`.',
    'all:',
    '  vars:',
    `    ansible_user: ${LAB_USER}`,
    `    ansible_ssh_private_key_file: ${JSON.stringify(lab.privateKey)}`,
    `    known_hosts_file: ${JSON.stringify(lab.knownHosts)}`,
    '  children:',
    ...groups.flatMap((release) => [
      `    ${release}:`,
      '      hosts:',
      ...lab.hosts
        .filter((host) => host.release === release)
        .map(({ name, address }) => `        ${JSON.stringify(name)}: { ansible_host: ${address} }`),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

/** One line a host, for its address and its name; `keys` are public keys in the order of `hosts`. */
export function knownHostsFile(hosts: readonly LabHost[], keys: readonly string[]): string {
  const lines = hosts.map(({ address, name }, index) => {
    const [type, key] = (keys[index] ?? '').split(' ');
    return `${address},${name}.lab.test ${type} ${key?.trim()}`;
  });
  return `${lines.join('\n')}\n`;
}
