// Cases for the laws of ufw, on real firewalls. Each begins with one that is off and has no rules but its own.

import type { Found, Wanted } from '../../../src/module_parts/ufw/params.js';
import { settled, superfluous } from '../../../src/module_parts/ufw/plan.js';
import type { Laws } from './laws.js';

const off = `export DEBIAN_FRONTEND=noninteractive; apt-get install -y -q ufw >/dev/null 2>&1 || exit 1
ufw --force reset >/dev/null; rm -f /etc/ufw/*.rules.*; ufw default deny incoming >/dev/null`;
const rules = (...commands: readonly string[]) =>
  [off, ...commands.map((command) => `ufw ${command} >/dev/null`)].join('\n');
const active = (...commands: readonly string[]) => rules('allow 22/tcp', ...commands, '--force enable');

export const laws: Laws = {
  module: 'ufw',
  last: true,
  view: (found, wanted) => {
    if (found === null) return {};
    const { state, incoming, rules: own, ssh } = found as Found;
    const { allow, deny } = wanted as Wanted;
    const lists = { allow: settled('allow', allow, own), deny: settled('deny', deny, own) };
    const absent = superfluous(wanted as Wanted, found as Found);
    return { state, incoming, absent, ssh: settled('allow', ssh, own), ...lists };
  },
  cases: () => [
    {
      title: 'no ufw',
      prepare: 'apt-get purge -y -q ufw >/dev/null 2>&1 || :',
      wanted: { deny: 9944 },
      verdict: 'missing',
    },
    {
      title: 'is switched on, and ssh is let in first',
      prepare: off,
      wanted: { deny: [9944, '9933/tcp'], allow: ['443/tcp'], incoming: 'allow' },
      check: `ufw status verbose | grep -q 'allow (incoming)' && ufw status | grep -Eq '^22/tcp +ALLOW' &&
        iptables -S ufw-user-input | grep -q 'dport 9944 -j DROP' && ip6tables -S ufw6-user-input | grep -q 9933`,
    },
    {
      title: 'an active firewall keeps its policy, and what it has',
      prepare: active('deny 9944', 'allow 443'),
      wanted: { deny: 9944, allow: '443/tcp', incoming: 'allow' },
      verdict: 'nothing',
    },
    {
      title: 'the rule for exactly this port is replaced',
      prepare: active('allow 9944'),
      wanted: { deny: 9944 },
    },
    {
      title: 'rules go, and ssh is still let in',
      prepare: active('deny 9944', 'allow 80/tcp'),
      wanted: { absent: ['deny 9944', 'allow 22/tcp', 'deny 9933'] },
      check: `ufw show added | grep -q 'allow 22/tcp' && ! ufw show added | grep -q 9944 && ufw show added | grep -q 80/tcp`,
    },
    {
      title: 'an exception for one address stays',
      prepare: active('allow from 192.0.2.7 to any port 9615'),
      wanted: { deny: 9615 },
      check: `ufw show added | grep -q 'from 192.0.2.7'`,
    },
    {
      title: 'a rule that would be asked first is in the way',
      prepare: active('allow 9000:9999/tcp'),
      wanted: { deny: '9944/tcp' },
      verdict: 'missing',
    },
    {
      title: 'one that lets in half of what is to be denied is in the way',
      prepare: active('allow 9944/tcp'),
      wanted: { deny: 9944 },
      verdict: 'missing',
    },
    {
      title: 'not switched on where ssh would be locked out',
      prepare: rules('deny 20:30/tcp'),
      wanted: { deny: 9944 },
      verdict: 'missing',
    },
    {
      title: 'switched off',
      prepare: active(),
      wanted: { state: 'disabled' },
      check: 'ufw status | grep -q inactive',
    },
    { title: 'off is off', prepare: off, wanted: { state: 'disabled' }, verdict: 'nothing' },
  ],
};
