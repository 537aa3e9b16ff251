// Does the endpoint speak WebSocket?

import type { Finding } from '../../finding.js';
import { check } from '../check.js';
import type { Upgrade } from '../probes/websocket.js';
import { adviceForStatus, causeOfStatus } from './answers.js';

const { passed, failed } = check('upgrade', 'the WebSocket handshake comes to HTTP 101');

export function judgeUpgrade(upgrade: Upgrade): Finding {
  switch (upgrade.kind) {
    case 'open':
      return passed('HTTP 101 with the right accept key');
    case 'status': {
      const { status } = upgrade;
      const advice = status === 200 || status === 405 ? notPassedOn : adviceForStatus(status);
      return failed(`HTTP ${status} instead of 101`, causeOfStatus(status), advice);
    }
    case 'silent':
      return failed(`no WebSocket connection: ${upgrade.why}`, upgrade.cause);
  }
}

const notPassedOn =
  'The proxy does not pass the handshake on: it needs the headers Upgrade and Connection, or upgrade=websocket.';
