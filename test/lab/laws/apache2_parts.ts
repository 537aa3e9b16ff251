// Cases that sites and snippets of Apache share.

import type { LawCase } from './laws.js';

const apache = 'command -v a2enmod >/dev/null || apt-get -q -y install apache2 >/dev/null 2>&1';

export function apacheParts(folder: 'sites' | 'conf'): readonly LawCase[] {
  const enabled = `/etc/apache2/${folder}-enabled/laws.conf`;
  const available = `/etc/apache2/${folder}-available/laws.conf`;
  return [
    {
      title: 'enabled',
      prepare: `${apache}; echo '# laws' >${available}`,
      wanted: { name: 'laws' },
      check: `[ "$(readlink -f ${enabled})" = ${available} ]`,
    },
    {
      title: 'it is enabled, which anybody may see',
      as: 'operator',
      wanted: { name: 'laws' },
      verdict: 'nothing',
    },
    {
      title: 'not as the operator',
      as: 'operator',
      wanted: { name: 'laws', state: 'absent' },
      verdict: 'missing',
    },
    { title: 'disabled', wanted: { name: 'laws', state: 'absent' }, check: `! [ -L ${enabled} ]` },
    { title: 'it is disabled', wanted: { name: 'laws', state: 'absent' }, verdict: 'nothing' },
    {
      title: 'a link that leads nowhere',
      prepare: `rm -f ${available}; ln -s ../${folder}-available/laws.conf ${enabled}`,
      wanted: { name: 'laws', state: 'absent' },
      check: `! [ -L ${enabled} ]`,
    },
    { title: 'no such file', wanted: { name: 'laws' }, verdict: 'missing' },
    {
      title: 'a link to something else',
      prepare: `echo '# laws' >${available}; ln -sf /etc/hosts ${enabled}`,
      wanted: { name: 'laws' },
      verdict: 'missing',
    },
    {
      title: 'a link to something else goes, what it leads to stays',
      wanted: { name: 'laws', state: 'absent' },
      check: `! [ -L ${enabled} ] && [ -s /etc/hosts ]`,
    },
    {
      title: 'a file instead of a link',
      prepare: `echo '# laws' >${enabled}`,
      wanted: { name: 'laws', state: 'absent' },
      verdict: 'missing',
    },
    {
      title: 'a file instead of a link is enabled',
      wanted: { name: 'laws' },
      verdict: 'nothing',
    },
  ];
}
