// Cases for the laws of service_handover, on two units that want the same port.

import type { Laws } from './laws.js';

const listener = (name: string, command: string, more = '') =>
  `printf '%s\\n' '[Service]' "ExecStart=${command}" '${more}' '[Install]' 'WantedBy=multi-user.target' >/etc/systemd/system/${name}.service`;

const server = '/usr/bin/node -e \'require(\\"net\\").createServer().listen(8099)\'';
/** Its unit stops it by a signal that it hears without letting its port go. */
const slow = server.replace('require', 'process.on(\\"SIGUSR2\\", () => {}); require');
const wanted = { from: 'hand1', to: 'hand2', ports: [8099] };
const isFirst = 'systemctl is-active hand1 && systemctl is-enabled hand1 && ! systemctl is-active hand2';

export const laws: Laws = {
  module: 'service_handover',
  cases: () => [
    {
      title: 'the one stops, the other starts, now and later',
      prepare: `${listener('hand1', server)}; ${listener('hand2', server)}; systemctl daemon-reload
systemctl enable -q --now hand1; while ! ss -Hltn sport = :8099 | grep -q .; do sleep 0.05; done`,
      wanted,
      check:
        'systemctl is-active hand2 && systemctl is-enabled hand2 && ! systemctl is-active hand1 && ! systemctl is-enabled hand1',
    },
    { title: 'it is so already', wanted, verdict: 'nothing' },
    {
      title: 'and back',
      wanted: { ...wanted, from: 'hand2', to: 'hand1' },
      check: isFirst,
    },
    {
      title: 'only what happens at boot',
      prepare: 'systemctl enable -q hand2',
      wanted: { ...wanted, from: 'hand2', to: 'hand1' },
      check: isFirst,
    },
    {
      title: 'an operator may look',
      as: 'operator',
      wanted: { ...wanted, from: 'hand2', to: 'hand1' },
      verdict: 'nothing',
    },
    {
      title: 'where there never was another, the one is started',
      prepare: 'systemctl disable -q --now hand1',
      wanted: { ...wanted, from: 'no-such-unit', to: 'hand1' },
      check: isFirst,
    },
    {
      title: 'one that keeps its port when it is told to stop is ended',
      prepare: `${listener('hand3', slow, 'KillSignal=SIGUSR2')}; systemctl daemon-reload; systemctl disable -q --now hand1
systemctl enable -q --now hand3; while ! ss -Hltn sport = :8099 | grep -q .; do sleep 0.05; done`,
      wanted: { ...wanted, from: 'hand3', to: 'hand1' },
      check: `${isFirst} && ! systemctl is-active hand3`,
    },
    {
      title: 'nobody takes over',
      wanted: { ...wanted, from: 'hand1', to: 'no-such-unit' },
      verdict: 'missing',
    },
    {
      title: 'a masked unit',
      prepare: 'rm /etc/systemd/system/hand2.service; systemctl mask -q hand2',
      wanted,
      verdict: 'missing',
    },
  ],
};
