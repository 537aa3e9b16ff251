// What the listeners of a host and an attempt to connect from here mean together. Pure.

import type { ActionResult } from '../../module.js';
import { closeAdvice, portWords } from '../../proof/checks/ports.js';
import type { PortReached } from '../../proof/probes/ports.js';
import { isForEverybody, isLoopback, type Listener } from './listeners.js';

/** `open`: to whoever is where we are; `guarded`: listening for others, and out of reach from here. */
type State = 'closed' | 'loopback' | 'guarded' | 'untold' | 'open';

interface Judged {
  readonly port: number;
  readonly state: State;
  readonly words: string;
}

/** `register` keeps `ports`, a list of `port` and `state`. */
export function judgeClosedPorts(
  listeners: readonly Listener[],
  answers: readonly PortReached[],
): ActionResult {
  const judged = answers.map((answer) => judgeOne(answer, listeners));
  const result = { ports: judged.map(({ port, state }) => ({ port, state })) };
  const among = (...states: readonly State[]) => judged.filter(({ state }) => states.includes(state));
  const open = among('open');
  if (open.length > 0) {
    return {
      failed: true,
      message: `these ports are not closed: ${portWords(open)}\n${closeAdvice}`,
      result,
    };
  }
  const untold = among('untold');
  const warnings = untold.length > 0 ? [`${portWords(untold)}. ${closeAdvice}`] : [];
  const settled = among('closed', 'loopback', 'guarded');
  return { result, warnings, ...(settled.length > 0 && { message: portWords(settled) }) };
}

function judgeOne({ port, reached }: PortReached, listeners: readonly Listener[]): Judged {
  const own = listeners.filter((listener) => listener.port === port);
  const strangers = own.filter((listener) => !isLoopback(listener));
  const who = strangers.length > 0 ? listenerWords(strangers) : 'nothing that shows on the host';
  const judged = (state: State, words: string): Judged => ({ port, state, words });
  if (reached.kind === 'open' && !reached.isOwn)
    return judged('open', `answered from here (${reached.localAddress}) by ${who}`);
  if (own.length === 0) return judged('closed', 'nothing listens');
  if (strangers.length === 0) return judged('loopback', 'bound to loopback');
  const whom = `open to ${strangers.some(isForEverybody) ? 'everybody' : 'some networks'} on the host (${who})`;
  if (reached.kind === 'open')
    return judged(
      'untold',
      `${whom}; here is the host itself, so what is filtered on the way cannot be told`,
    );
  return judged('guarded', `${whom}, and filtered on the way: from here, ${reached.why}`);
}

/** `polkadot on 0.0.0.0 and [::]` */
function listenerWords(listeners: readonly Listener[]): string {
  const programs = new Set(listeners.map(({ program }) => program ?? 'a program'));
  const addresses = new Set(listeners.map(({ address }) => address));
  return `${[...programs].join(', ')} on ${[...addresses].join(' and ')}`;
}
