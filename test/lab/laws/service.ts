// Cases for the laws of service, on units of their own.

import type { Laws } from './laws.js';

const unit = (name: string, lines: string, install = 'WantedBy=multi-user.target') =>
  `printf '%s\\n' '[Service]' ${lines} '[Install]' '${install}' > /etc/systemd/system/${name}.service; systemctl daemon-reload`;

const sleeper = unit('laws', "ExecStart='/bin/sleep infinity' 'ExecReload=/bin/true'");

/** One that enables two others, and is "indirect" whatever they are. */
const indirect = `cd /etc/systemd/system
printf '%s\\n' '[Service]' 'ExecStart=/bin/sleep infinity' '[Install]' '# Also=nothing.service' 'Also=laws-in.socket \\' laws-too.service 'Also = laws-static.service' >laws-in.service
printf '%s\\n' '[Socket]' 'ListenStream=/run/laws-in' '[Install]' 'WantedBy=sockets.target' >laws-in.socket
printf '%s\\n' '[Service]' 'ExecStart=/bin/sleep infinity' '[Install]' 'WantedBy=multi-user.target' >laws-too.service
printf '%s\\n' '[Service]' 'ExecStart=/bin/sleep infinity' >laws-static.service
systemctl daemon-reload`;

const enabled = (...units: readonly string[]) =>
  `[ "$(for u in ${units.join(' ')}; do systemctl is-enabled "$u"; done | sort -u)" = enabled ]`;
const disabled = (...units: readonly string[]) =>
  `[ "$(for u in ${units.join(' ')}; do systemctl is-enabled "$u"; done | sort -u)" = disabled ]`;

export const laws: Laws = {
  module: 'service',
  cases: () => [
    {
      title: 'a service runs, now and later',
      prepare: sleeper,
      wanted: { name: 'laws', state: 'started', enabled: true },
      check: 'systemctl is-active laws && systemctl is-enabled laws',
    },
    {
      title: 'it does already',
      wanted: { name: 'laws.service', state: 'started', enabled: true },
      verdict: 'nothing',
    },
    {
      title: 'a reload',
      wanted: { name: 'laws', state: 'reloaded' },
      check: 'systemctl is-active laws',
    },
    {
      title: 'a restart',
      prepare: 'systemctl show -p MainPID laws > /run/laws.pid',
      wanted: { name: 'laws', state: 'restarted' },
      check: '[ "$(systemctl show -p MainPID laws)" != "$(cat /run/laws.pid)" ]',
    },
    {
      title: 'one that somebody linked stays known when it is disabled',
      prepare: `mkdir -p /srv/units; printf '%s\\n' '[Service]' 'ExecStart=/bin/sleep infinity' '[Install]' 'WantedBy=multi-user.target' >/srv/units/linked.service
systemctl enable -q /srv/units/linked.service; systemctl is-enabled linked`,
      wanted: { name: 'linked', enabled: false },
      check: '[ "$(systemctl is-enabled linked)" = linked ]',
    },
    { title: 'it does not run, now or later', wanted: { name: 'laws', state: 'stopped', enabled: false } },
    {
      title: 'nothing to reload where nothing runs',
      wanted: { name: 'laws', state: 'reloaded' },
      verdict: 'nothing',
    },
    {
      title: 'an operator may look',
      as: 'operator',
      wanted: { name: 'laws', state: 'stopped', enabled: false },
      verdict: 'nothing',
    },
    {
      title: 'a masked unit',
      prepare: 'rm /etc/systemd/system/laws.service && systemctl mask laws',
      wanted: { name: 'laws', state: 'started' },
      verdict: 'missing',
    },
    {
      title: 'a masked unit is stopped',
      wanted: { name: 'laws', state: 'stopped' },
      verdict: 'nothing',
    },
    {
      title: 'a service that ends',
      prepare: unit('once', 'Type=oneshot ExecStart=/bin/true'),
      wanted: { name: 'once', state: 'started' },
      verdict: 'missing',
    },
    { title: 'it can be run', wanted: { name: 'once', state: 'restarted' } },
    {
      title: 'a unit by its alias',
      wanted: { name: 'sshd', state: 'started', enabled: true },
      verdict: 'nothing',
    },
    {
      title: 'a template: its DefaultInstance',
      prepare: unit(
        'laws@',
        "ExecStart='/bin/sleep infinity'",
        "WantedBy=multi-user.target' 'DefaultInstance=one",
      ),
      wanted: { name: 'laws@', enabled: true },
      check: enabled('laws@one', 'laws@'),
    },
    {
      title: 'another instance is not the one',
      prepare: 'systemctl enable -q laws@two; systemctl disable -q laws@one',
      wanted: { name: 'laws@.service', enabled: true },
      check: enabled('laws@one', 'laws@two'),
    },
    {
      title: 'no instance of it',
      prepare: 'systemctl disable -q laws@one',
      wanted: { name: 'laws@', enabled: false },
      check: disabled('laws@', 'laws@one', 'laws@two'),
    },
    { title: 'none already', wanted: { name: 'laws@', enabled: false }, verdict: 'nothing' },
    {
      title: 'a template without an instance of its own',
      prepare: unit('laws@', "ExecStart='/bin/sleep infinity'"),
      wanted: { name: 'laws@', enabled: true },
      verdict: 'missing',
    },
    { title: 'no such template', wanted: { name: 'no-such@', enabled: false }, verdict: 'missing' },
    {
      title: 'a unit that enables others',
      prepare: indirect,
      wanted: { name: 'laws-in', enabled: true },
      check: enabled('laws-in.socket', 'laws-too'),
    },
    {
      title: 'one of them is not',
      prepare: 'systemctl disable -q laws-too',
      wanted: { name: 'laws-in', enabled: true, state: 'started' },
      check: enabled('laws-in.socket', 'laws-too'),
    },
    {
      title: 'none of them',
      prepare: 'systemctl disable -q laws-too; systemctl stop laws-in',
      wanted: { name: 'laws-in', enabled: false },
      check: disabled('laws-in.socket', 'laws-too'),
    },
    {
      title: 'one of them is masked',
      prepare: 'rm /etc/systemd/system/laws-too.service; systemctl mask -q laws-too',
      wanted: { name: 'laws-in', enabled: true },
      verdict: 'missing',
    },
    { title: 'a unit that nobody can enable', wanted: { name: 'dbus', enabled: true }, verdict: 'missing' },
    { title: 'no such unit', wanted: { name: 'no-such-unit', state: 'stopped' }, verdict: 'missing' },
  ],
};
