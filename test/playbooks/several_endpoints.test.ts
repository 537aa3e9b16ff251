// Several endpoints of one host in the shipped playbook: what each task is to bring about. On hosts: `npm run test:long --
// several-endpoints`.

import { describe, expect, it } from 'vitest';
import { blocksIn } from '../../src/playbook/parts_of.js';
import { parseShipped } from './shipped.js';
import { wantedOf } from './wanted.js';

const playbook = parseShipped();

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
