// What the roles, the program and the documentation know of the proxies is one list: a further one is missed nowhere.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { expect, it } from 'vitest';
import { everyProxy, proxies, proxyNames } from '../../src/module_parts/proxies.js';
import { shippedRoot } from './shipped.js';

const read = (path: string) => readFileSync(join(shippedRoot, path), 'utf8');
const role = (path: string) => load(read(`playbooks/roles/${path}/main.yml`)) as Record<string, unknown>;
const specs = (name: string) => load(read(`playbooks/roles/${name}/meta/argument_specs.yml`));

it('in the variables of the roles, each map by proxy has all of them', () => {
  const { wss_proxies: list, ...vars } = { ...role('endpoint/vars'), ...role('handover/vars') };
  expect(list).toEqual(proxyNames);
  const byProxy = Object.entries(vars).filter(([, value]) => Object.keys(value ?? {}).includes('nginx'));
  expect(byProxy.map(([name]) => name)).toEqual([
    'wss_node_folders',
    'wss_endings',
    'wss_validate',
    'wss_sites_of',
  ]);
  for (const [name, value] of byProxy) expect(Object.keys(value ?? {}), name).toEqual(proxyNames);
  expect(vars.wss_every_site).toEqual(proxyNames.map((name) => `{{wss_sites_of.${name}}}`));
});

it('in what the roles take for an answer', () => {
  const options = (name: string, option: string) =>
    expect(specs(name)).toHaveProperty(`argument_specs.main.options.${option}.choices`, proxyNames);
  options('endpoint', 'proxy');
  options('removal', 'removed_proxy');
});

it('in the playbook, which has the roles of each', () => {
  const playbook = read('playbooks/secure-websocket.yml');
  for (const name of proxyNames)
    for (const part of [', tasks_from: install', '', ', tasks_from: publish'])
      expect(playbook).toContain(`- import_role: { name: ${name}${part} }\n`);
});

it('in what people read', () => {
  expect(read('inventory.example.yml')).toContain(`# ${everyProxy('or', 'name')}.`);
  for (const path of [
    'README.md',
    'docs/bootnodes.md',
    'templates/init/site.yml',
    'playbooks/secure-websocket.yml',
  ])
    expect(read(path).replace(/\n#? ?/g, ' '), path).toContain(`behind ${everyProxy('or')}`);
  for (const { title } of Object.values(proxies))
    expect(read('package.json')).toContain(`"${title.toLowerCase()}"`);
});
