// Cases for the laws of apt, on small packages. What takes longer or needs more is in test/lab/apt.test.ts.

import type { Found } from '../../../src/module_parts/apt/found.js';
import type { Laws } from './laws.js';

const installed = (name: string) => `apt-get -q -y install ${name} >/dev/null 2>&1`;
const gone = (name: string) => `apt-get -q -y purge ${name} >/dev/null 2>&1`;

export const laws: Laws = {
  module: 'apt',
  cases: () => [
    {
      title: 'two packages and one that is provided',
      wanted: { name: ['hello', 'sl', 'awk'] },
      check: 'hello && dpkg -s sl >/dev/null',
    },
    {
      title: 'they are there',
      as: 'operator',
      wanted: { name: ['hello', 'sl', 'awk'] },
      verdict: 'nothing',
    },
    {
      title: 'one of two',
      prepare: gone('sl'),
      wanted: { name: ['hello', 'sl'] },
    },
    { title: 'neither', wanted: { name: ['hello', 'sl'], state: 'absent' } },
    { title: 'never heard of', wanted: { name: 'no-such-package', state: 'absent' }, verdict: 'nothing' },
    {
      title: 'the newest of two versions',
      prepare: installed('lab-sample=1.0'),
      wanted: { name: 'lab-sample', state: 'latest' },
    },
    {
      title: 'the newest, from nothing',
      prepare: gone('lab-sample'),
      wanted: { name: 'lab-sample', state: 'latest' },
      check: '[ "$(dpkg-query -W -f \'${Version}\' lab-sample)" = 2.0 ]',
    },
    { title: 'it is the newest', wanted: { name: 'lab-sample', state: 'latest' }, verdict: 'nothing' },
    {
      title: 'held back',
      prepare: `${gone('lab-sample')}; ${installed('lab-sample=1.0')}; apt-mark hold lab-sample`,
      wanted: { name: 'lab-sample', state: 'latest' },
      verdict: 'missing',
    },
    {
      title: 'configuration files stay',
      prepare: 'apt-mark unhold lab-sample; echo mine >/etc/lab-sample.conf',
      wanted: { name: 'lab-sample', state: 'absent' },
      check: 'grep mine /etc/lab-sample.conf',
    },
    {
      title: 'configuration files go',
      wanted: { name: 'lab-sample', state: 'absent', purge: true },
      check: '! ls /etc/lab-sample.conf*',
    },
    {
      title: 'a package that dpkg has only unpacked',
      prepare: `${gone('hello')}; dpkg --unpack /srv/apt/hello_*.deb`,
      wanted: { name: 'hello' },
    },
    {
      title: 'stale lists',
      prepare: `${gone('hello')}; touch -d '2 days ago' /var/lib/apt/lists/partial`,
      wanted: { name: 'hello' },
    },
    {
      title: 'no lists at all',
      prepare: `${gone('sl')}; rm -rf /var/lib/apt/lists/*`,
      wanted: { name: 'sl' },
    },
    { title: 'what everything needs', wanted: { name: 'dpkg', state: 'absent' }, verdict: 'missing' },
    {
      title: 'not as the operator',
      as: 'operator',
      wanted: { name: 'lab-sample' },
      verdict: 'missing',
    },
  ],
  view(found, wanted) {
    const { packages, providers, candidates, interrupted } = found as Extract<Found, { kind: 'packages' }>;
    const { name: names, state, purge } = wanted as { name: string[]; state: string; purge: boolean };
    const view = names.map((name) => {
      const { status = 'absent', version = null } = packages.get(name) ?? {};
      if (status === 'installed') return [name, state === 'latest' ? version : 'present'];
      if (providers.has(name)) return [name, 'present'];
      if (status === 'config-files') return [name, purge ? status : 'absent'];
      return [name, status === 'absent' && state !== 'absent' && !candidates.has(name) ? 'unknown' : status];
    });
    return { ...Object.fromEntries(view), dpkg: interrupted ? 'interrupted' : 'complete' };
  },
};
