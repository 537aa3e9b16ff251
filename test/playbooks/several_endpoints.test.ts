// Several endpoints of one host in the shipped playbook: what each task is to bring about. On hosts: `npm run test:long --
// several-endpoints`.

import { describe, expect, it } from 'vitest';
import { futureVariables, playLevels } from '../../src/engine/variables/levels.js';
import { final, scopeOf } from '../../src/expression/scope.js';
import { localFiles } from '../../src/files/files.js';
import { modulesByName } from '../../src/modules/index.js';
import { blocksIn, partsOf, tasksIn } from '../../src/playbook/parts_of.js';
import { resolveTask } from '../../src/playbook/resolve.js';
import { readVariables } from '../../src/playbook/variables.js';
import { parseYaml } from '../../src/yaml/parse.js';
import { parseShipped, shippedRoot } from './shipped.js';

const playbook = parseShipped();
const promises = futureVariables(playbook, modulesByName);
const files = localFiles([`${shippedRoot}templates`], `${shippedRoot}playbooks`);

/** Of each task and entry, what is wanted of the host: templates are rendered. */
function wantedOf(inventory: Readonly<Record<string, unknown>>): readonly string[] {
  const [document] = parseYaml(
    JSON.stringify({ ansible_host: '192.0.2.1', ...inventory }),
    'inventory.yml',
    'inventory',
  ).documents;
  const [play] = playbook.plays;
  if (!play || !document) throw new Error('nothing to resolve');
  const host = { promises, 'inventory hosts': readVariables(document, []) };
  const names = new Map([['inventory_hostname', final('h1')]]);
  const before = scopeOf({ ...host, ...playLevels(play, ['h1']) }).with('magic variables', names);
  const capacity = tasksIn(partsOf(play)).find(({ register }) => register === 'capacity');
  const limits = capacityOf(capacity, before);
  const scope = limits ? before.with('results', new Map([['capacity', final(limits)]])) : before;
  return tasksIn(partsOf(play)).flatMap((task) => {
    const module = modulesByName.get(task.module);
    const items = module ? resolveTask(task, module, scope, { files }) : [];
    return items.map((item) => {
      const what = item.kind === 'ready' ? item.wanted : item.kind;
      return `${item.item ?? ''}|${item.title}|${JSON.stringify(what)}`;
    });
  });
}

function capacityOf(task: Parameters<typeof resolveTask>[0] | undefined, scope: ReturnType<typeof scopeOf>) {
  const module = modulesByName.get(task?.module ?? '');
  if (!task || module?.kind !== 'action' || !module.foretells)
    throw new Error('no task foretells the limits');
  const [item] = resolveTask(task, module, scope, { files });
  return item?.kind === 'ready' ? { ...module.foretells(item.wanted) } : undefined;
}

const first = {
  domain: 'rpc.example.org',
  allowed_origins: ['https://polkadot.js.org'],
  expected_clients: 60,
};
const other = { name: 'other', domain: 'other.example.org', node_port: 9945 };
const path = { name: 'kusama', domain: 'rpc.example.org', wss_path: '/kusama', node_port: 9945 };

describe.each(['nginx', 'apache2'])('%s', (proxy) => {
  it('takes a list of one without a name for no list', () => {
    const flat = wantedOf({ proxy, ...first });
    expect(wantedOf({ proxy, endpoints: [first] })).toEqual(flat);
    expect(wantedOf({ proxy, ...first, endpoints: [{}] })).toEqual(flat);
  });

  it('wants the same whatever the order of the list is', () => {
    const wanted = wantedOf({ proxy, endpoints: [first, other, path] });
    expect(wantedOf({ proxy, endpoints: [path, first, other] })).toEqual(wanted);
  });

  it('wants the same of the first where another name is added, but for what is of the whole host', () => {
    const two = wantedOf({ proxy, endpoints: [first, other] });
    const changed = wantedOf({ proxy, ...first }).filter((each) => !two.includes(each));
    const titles = changed.map((each) => each.split('|')[1]);
    const ofHost = [
      'The host can carry its clients',
      'The host is Debian or Ubuntu, and its ports and names are ours',
      'The ports of the node are closed to everybody',
    ];
    const ofApache = ['Apache has threads for every client, and counts their connections'];
    expect(titles).toEqual(proxy === 'nginx' ? ofHost : [...ofHost, ...ofApache]);
  });

  it.each(['error', 'names', 'times', 'a-requests'])(
    'an endpoint called %s takes the place of no file',
    (name) => {
      const targets = wantedOf({ proxy, endpoints: [first, { ...other, name }] }).flatMap((each) => {
        const [item = '', , ...words] = each.split('|');
        const wanted = words.join('|');
        const { dest, path, key_path, creates } = wanted.startsWith('{') ? JSON.parse(wanted) : {};
        return [dest, path, key_path, creates].flatMap((target) => (target ? [{ item, target }] : []));
      });
      const own = targets.filter(({ item }) => item.startsWith(name)).map(({ target }) => target);
      const others = targets.filter(({ item }) => !item.startsWith(name)).map(({ target }) => target);
      expect(own.length).toBeGreaterThan(3);
      expect(own.filter((target) => others.includes(target))).toEqual([]);
    },
  );
});

it('lists the settings of an entry, each of which a role asks for', () => {
  const uses = playbook.plays
    .flatMap(({ tasks }) => blocksIn(tasks))
    .flatMap((block) => block.arguments ?? []);
  const settings = uses.flatMap(({ set }) => [...set.arguments]);
  const [, endpoints] = settings.find(([name]) => name === 'endpoints') ?? [];
  const names = new Set(settings.map(([name]) => name));
  const keys = [...(endpoints?.within?.arguments.keys() ?? [])].filter((key) => key !== 'name');
  expect(keys.length).toBeGreaterThan(20);
  expect(keys.filter((key) => !names.has(key))).toEqual([]);
});

describe.each(['nginx', 'apache2'])('%s: state: absent', (proxy) => {
  it('wants nothing but its removal of one that is to be absent, and the same of the others', () => {
    const gone = { name: 'other', state: 'absent' };
    const isOfRemoval = (each: string) =>
      /What goes|Reload|of it|limits no|library for|serves nothing|caps no|stays/.test(each);
    const ofAll = /ports and names are ours/;
    const wanted = wantedOf({ proxy, endpoints: [first, gone] }).filter((each) => !ofAll.test(each));
    const alone = wantedOf({ proxy, endpoints: [first] }).filter((each) => !ofAll.test(each));
    const added = wanted.filter((each) => !alone.includes(each));
    expect(added.filter((each) => !isOfRemoval(each) && !each.endsWith('"unknown"'))).toEqual([]);
    expect(added.find((each) => each.includes('What goes'))).toContain('"endpoint":["other"]');
    expect(wanted.join()).not.toContain('other.example.org');
  });

  it.each([{ state: 'absent' }, { endpoints: [{ ...other, state: 'absent' }] }])(
    'ends with the removal where none is left: %j',
    (last) => {
      const wanted = wantedOf({ proxy, ...last });
      expect(wanted.find((each) => each.includes('What goes'))).toContain('"stays":[]');
    },
  );
});
