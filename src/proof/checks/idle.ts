// Does a connection live on that nobody says anything over?

import type { Finding } from '../../finding.js';
import { check } from '../check.js';
import type { Idled } from '../probes/idle.js';
import { notAnswered } from './answers.js';

const words = check('idle', 'an idle connection is not cut');

export function judgeIdle(idled: Idled): Finding {
  switch (idled.kind) {
    case 'unopened':
      return words.untried('there was no second WebSocket connection');
    case 'cut':
      return words.failed(
        `it was cut after ${idled.seconds.toFixed(0)} s`,
        'ours',
        'Raise the time-out of the proxy (proxy_read_timeout, ProxyTimeout) to an hour or more.',
      );
    case 'held':
      return idled.answer.kind === 'result'
        ? words.passed(`it still answers after ${idled.seconds.toFixed(0)} s`)
        : notAnswered(words, `after ${idled.seconds.toFixed(0)} s of silence`, idled.answer);
  }
}
