// Cases for the laws of service, on units of their own.

import type { Laws } from './laws.js';

const unit = (name: string, lines: string, install = 'WantedBy=multi-user.target') =>
  `printf '%s\\n' '[Service]' ${lines} '[Install]' '${install}' > /etc/systemd/system/${name}.service; systemctl daemon-reload`;

const sleeper = unit('laws', "ExecStart='/bin/sleep infinity' 'ExecReload=/bin/true'");

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
    { title: 'a unit that nobody can enable', wanted: { name: 'dbus', enabled: true }, verdict: 'missing' },
    { title: 'no such unit', wanted: { name: 'no-such-unit', state: 'stopped' }, verdict: 'missing' },
  ],
};
