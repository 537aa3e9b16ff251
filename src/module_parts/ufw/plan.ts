// What brings a firewall to the wanted state. Pure.

import { type Change, change, type Field, missing, type ShellStep, type Verdict } from '../../change.js';
import type { Found, Wanted } from './params.js';
import { type Action, readPort, rulesFor } from './rules.js';

export function planFirewall(wanted: Wanted, found: Found | null): Verdict {
  if (found === null) return missing('ufw is not installed', 'install the package ufw first');
  const isSwitchedOn = wanted.state === 'enabled' && found.state === 'disabled';
  const lists: readonly PortList[] = [
    // First, so that nobody is locked out at any moment.
    { name: 'ssh', action: 'allow', ports: isSwitchedOn ? found.ssh : [] },
    { name: 'allow', action: 'allow', ports: wanted.allow },
    { name: 'deny', action: 'deny', ports: wanted.deny },
  ];
  const blocker = [...lockouts(wanted, found), ...lists.flatMap((list) => blockersTo(list, found))].at(0);
  if (blocker) return missing(blocker);
  const changed = lists.flatMap((list) => changeOf(list, found));
  const policy = isSwitchedOn && wanted.incoming !== undefined && wanted.incoming !== found.incoming;
  const fields: Field[] = changed.map(({ field }) => field);
  const commands = changed.flatMap((one) => one.commands);
  if (policy) {
    fields.push({ name: 'incoming', from: found.incoming, to: wanted.incoming ?? null });
    commands.push(`ufw default ${wanted.incoming} incoming`);
  }
  if (wanted.state !== found.state) {
    fields.push({ name: 'state', from: found.state, to: wanted.state });
    commands.push(isSwitchedOn ? 'ufw --force enable' : 'ufw --force disable');
  }
  const gone = superfluous(wanted, found);
  if (gone.length > 0) fields.push({ name: 'absent', from: [...gone], to: [] });
  commands.push(...gone.map((rule) => `ufw delete ${rule}`));
  return fields.length === 0 ? null : firewallChange(fields, commands);
}

/** While the firewall is on, nobody is locked out by a rule that goes. */
export function superfluous({ absent, state }: Wanted, { rules, ssh }: Found): readonly string[] {
  const letsSshIn = (rule: string) =>
    ssh.some((port) => rule === `allow ${port}` || rule === `allow ${Number.parseInt(port, 10)}`);
  return absent.filter((rule) => rules.includes(rule) && (state === 'disabled' || !letsSshIn(rule)));
}

interface PortList {
  readonly name: 'ssh' | 'allow' | 'deny';
  readonly action: Action;
  readonly ports: readonly string[];
}

/** The ports of a list with which everybody is treated as wanted. */
export function settled(action: Action, ports: readonly string[], rules: readonly string[]): string[] {
  return ports.filter((port) => rulesFor(readPort(port), rules).every((rule) => rule?.action === action));
}

function changeOf({ name, action, ports }: PortList, { rules }: Found) {
  const from = settled(action, ports, rules);
  const open = ports.filter((port) => !from.includes(port));
  if (open.length === 0) return [];
  return [{ field: { name, from, to: [...ports] }, commands: open.map((port) => `ufw ${action} ${port}`) }];
}

/** Also where there are exceptions for some addresses: nobody can tell here whether you come from one of them. */
function lockouts({ deny }: Wanted, { ssh }: Found): readonly string[] {
  return deny
    .filter((port) => ssh.some((own) => own === port || own === `${port}/tcp`))
    .map((port) => `port ${port} is how you come in over ssh: take it out of deny`);
}

/** ufw replaces the rule for exactly this port; behind another one a new rule would never be asked. */
function blockersTo({ action, ports }: PortList, { rules }: Found): readonly string[] {
  return ports.flatMap((port) => {
    const first = rulesFor(readPort(port), rules).find((one) => one && one.action !== action && !one.isExact);
    return first
      ? [
          `the rule "ufw ${first.rule}" decides about port ${port} first: remove it (ufw delete ${first.rule})`,
        ]
      : [];
  });
}

/** ufw(8), FILES. */
const files = ['/etc/default/ufw', '/etc/ufw/ufw.conf', '/etc/ufw/user.rules', '/etc/ufw/user6.rules'];

function firewallChange(fields: readonly Field[], commands: readonly string[]): Change {
  // What ufw says of each rule is of no interest, unless it fails.
  const script = commands
    .map((command) => `said=$(${command} 2>&1) || { echo "$said" >&2; exit 1; }`)
    .join('\n');
  const made = commands.filter((command) => !/ delete | disable$/.test(command));
  const makes = made.map((name) => ({ kind: 'rule', name }) as const);
  const step: ShellStep = { kind: 'sh', script, touches: files, makes, undo: followFiles };
  return change(fields, [step]);
}

/** `ufw disable` is not for a firewall that is not loaded: it would open what other programs have closed. */
const followFiles = `if grep -q '^ENABLED=yes' /etc/ufw/ufw.conf; then ufw reload
elif ufw status | grep -q '^Status: active'; then ufw --force disable; fi`;
