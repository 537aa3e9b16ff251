// Cases for the laws of hostname. The host of the lab keeps the last name, so nothing comes after them.

import type { Laws } from './laws.js';

const isCalled = (name: string) => `[ "$(uname -n)" = ${name} ] && [ "$(cat /etc/hostname)" = ${name} ]`;

export const laws: Laws = {
  module: 'hostname',
  last: true,
  view: (found) => {
    const { name, running } = found as { readonly name: string | null; readonly running: string };
    return { name, running };
  },
  cases: () => [
    {
      title: 'another name, in a file with a comment',
      prepare: 'printf "# a comment\\n\\nbefore\\n" >/etc/hostname; hostname before',
      wanted: { name: 'rpc1.example.org' },
      check: isCalled('rpc1.example.org'),
    },
    { title: 'is called so already', wanted: { name: 'rpc1.example.org' }, verdict: 'nothing' },
    {
      title: 'only the name that runs differs',
      prepare: 'hostname elsewhere',
      wanted: { name: 'rpc1.example.org' },
      check: isCalled('rpc1.example.org'),
    },
    {
      title: 'there is no file, and systemd is not asked',
      prepare: 'rm -f /etc/hostname',
      wanted: { name: 'rpc1.example.org' },
      check: isCalled('rpc1.example.org'),
    },
    {
      title: 'a directory is left alone',
      prepare: 'rm -f /etc/hostname; mkdir /etc/hostname',
      wanted: { name: 'rpc1' },
      verdict: 'missing',
    },
    {
      title: 'a text without an end of line',
      prepare: 'rmdir /etc/hostname; printf before >/etc/hostname',
      wanted: { name: 'rpc1' },
      check: isCalled('rpc1'),
    },
  ],
};
