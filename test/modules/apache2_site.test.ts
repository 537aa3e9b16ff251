// apache2_site: a link in sites-enabled. On real hosts: test/lab/apache2.test.ts.

import { expect, it } from 'vitest';
import { foretoldBy, readBy, refusals, verdictOf } from './ask_module.js';

function judge(state: string, printed: string) {
  const params = { name: 'wss', state };
  return verdictOf('apache2_site', params, readBy('apache2_site', params, printed));
}

const there = 'apache=yes\navailable=yes\nstate=present\n';
const off = 'apache=yes\navailable=yes\nstate=absent\n';
const gone = 'apache=yes\nstate=absent\n';
const dangling = 'apache=yes\nstate=dangling\n';
const foreign = 'apache=yes\navailable=yes\nstate=foreign\n';
const file = 'apache=yes\nstate=file\n';

it.each([
  ['enabled already', 'present', there],
  ['a file instead of a link, which Apache reads as well', 'present', file],
  ['disabled already', 'absent', off],
  ['nowhere', 'absent', gone],
  ['no Apache', 'absent', ''],
])('nothing to do: %s', (_, state, printed) => {
  expect(judge(state, printed)).toBeNull();
});

const touches = [
  '/etc/apache2/sites-enabled/wss.conf',
  '/var/lib/apache2/site/enabled_by_admin/wss',
  '/var/lib/apache2/site/disabled_by_admin/wss',
];

it.each([
  ['present', off, 'absent', 'a2ensite -q wss'],
  ['absent', there, 'present', 'a2dissite -q wss'],
  [
    'absent',
    dangling,
    'dangling',
    expect.stringMatching(/hw_door itself \/etc\/apache2\/sites-enabled\/wss.conf hw_remove$/),
  ],
])('%s, where it is %s', (state, printed, from, script) => {
  expect(judge(state, printed)).toEqual({
    kind: 'change',
    judge: 'probe',
    fields: [{ name: 'state', from, to: state }],
    steps: [{ kind: 'sh', script, touches }],
  });
});

it.each([
  ['a user who may not', 'present', `${off}closed_to=operator\n`, 'add become: true'],
  ['no file', 'present', gone, 'sites-available/wss.conf'],
  ['a link to something else', 'present', foreign, 'links to something else'],
  ['a file instead of a link', 'absent', file, 'not a link'],
  ['no Apache', 'present', '', 'install the package apache2'],
])('cannot: %s', (_, state, printed, why) => {
  expect(judge(state, printed)).toMatchObject({ kind: 'missing', why: expect.stringContaining(why) });
});

it.each(['wss.conf', '../wss', '*', '-q'])('refuses %j for a name', (name) => {
  expect(refusals('apache2_site', { name })).toHaveLength(1);
});

it.each([
  ['its file', gone, '/etc/apache2/sites-available/wss.conf', off],
  ['another file', gone, '/etc/apache2/sites-available/other.conf', gone],
  ['its file, which is there', off, '/etc/apache2/sites-available/wss.conf', off],
  ['its file, where Apache is not', '', '/etc/apache2/sites-available/wss.conf', ''],
])('foretells what is found once an earlier task has made %s', (_, printed, made, then) => {
  expect(foretoldBy('apache2_site', { name: 'wss' }, printed, [made])).toBe(then);
});
