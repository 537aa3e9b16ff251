// ufw: ports that the firewall of a host lets in or turns away, and whether it is active. It never locks out whoever
// works on the host: before it is switched on, the port of this very connection is let in, and all that sshd listens on.
// What rules mean together: ufw/rules.ts; what has to be done: ufw/plan.ts. Proof: test/lab/publish/ports.test.ts.

import { readKeyValues } from '../host_words.js';
import { defineModule, type Output } from '../module.js';
import { type Found, params } from '../module_parts/ufw/params.js';
import { planFirewall } from '../module_parts/ufw/plan.js';

export const ufw = defineModule({
  kind: 'state',
  name: 'ufw',
  summary: 'ports that the firewall lets in or turns away; ssh is never locked out',
  params,
  undoable: true,
  example: `
# In a block with confirm: 60s, the host takes it back where it cuts you off all the same.
- name: nobody gets past the proxy
  ufw:
    deny: [9944, 9933, 9615]
    allow: [80/tcp, 443/tcp]
`,
  // Starting Python twice.
  slow: true,
  // Those who became root are descendants of a shell of sshd's, which told it where it was connected to.
  probe: () => `PATH=$PATH:/usr/sbin:/sbin
command -v ufw >/dev/null || exit 0
[ "$(id -u)" = 0 ] || { echo 'only root may look at the firewall: become: true' >&2; exit 1; }
echo installed=yes
sed -n 's/^DEFAULT_INPUT_POLICY="\\{0,1\\}\\([A-Z]*\\).*/incoming=\\1/p' /etc/default/ufw
sed -n 's/^ENABLED=/boot=/p' /etc/ufw/ufw.conf
status=$(ufw status) || exit 1
case $status in *'Status: active'*) echo active=yes ;; esac
pid=$$
while [ "\${pid:-1}" -gt 1 ]; do
  tr '\\0' '\\n' <"/proc/$pid/environ" 2>/dev/null | sed -n 's/^SSH_CONNECTION=.* /ssh=/p'
  pid=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$pid/status")
done
if command -v ss >/dev/null; then ss -Hltnp | sed -n '/(("sshd"/s/^\\([^ ]* *\\)\\{3\\}[^ ]*:\\([0-9]*\\) .*/ssh=\\2/p'; fi
ufw show added | sed -n 's/^ufw /rule=/p'`,
  read: readFirewall,
  plan: planFirewall,
});

const policies: Readonly<Record<string, Found['incoming']>> = {
  ACCEPT: 'allow',
  DROP: 'deny',
  REJECT: 'reject',
};

function readFirewall(output: Output): Found | null {
  const said = readKeyValues(output);
  if (!said.has('installed')) return null;
  const all = (key: string) =>
    output.stdout
      .toString('utf8')
      .split('\n')
      .flatMap((line) => (line.startsWith(`${key}=`) ? [line.slice(key.length + 1)] : []));
  const ports = new Set(all('ssh').filter((port) => /^\d{1,5}$/.test(port)));
  return {
    state: said.has('active') && said.get('boot')?.toLowerCase() === 'yes' ? 'enabled' : 'disabled',
    incoming: policies[said.get('incoming') ?? ''] ?? 'deny',
    rules: all('rule'),
    ssh: [...ports].map((port) => `${port}/tcp`),
  };
}
