// How many clients, what one of them may do, and who gets past the endpoint.

import { NODE_PORTS } from '../../../proof/ports.js';
import { exposedPorts } from '../host_report.js';
import type { Case, Question } from '../question.js';
import { isBootnode } from './bootnode.js';
import { oneOf, wholeFrom } from './schemas.js';

const knownNumber = ({ known }: Case, variable: string) => {
  const value = known[variable];
  return typeof value === 'number' ? value : undefined;
};

const exposed = ({ hostReport }: Case) =>
  exposedPorts(hostReport, [...new Set([hostReport.node.port, ...NODE_PORTS])]);

export const clientQuestions: readonly Question[] = [
  {
    id: 'clients',
    takes: '<number>',
    about: 'clients at the same time that the host has to carry',
    variable: 'expected_clients',
    isCommon: true,
    schema: wholeFrom(1, 1_000_000),
    message: () => 'Clients at the same time',
    suggest: (given) => knownNumber(given, 'expected_clients') ?? 300,
    applies: () => true,
    isOpen: () => true,
  },
  {
    id: 'requests_per_second',
    takes: '<number>',
    about: 'requests and handshakes that one client may make in a second',
    variable: 'requests_per_second',
    isCommon: true,
    schema: wholeFrom(1, 100_000),
    message: () => 'Requests a second of one client',
    suggest: (given) => knownNumber(given, 'requests_per_second') ?? 20,
    applies: (given) => !isBootnode(given),
    isOpen: () => true,
  },
  {
    id: 'firewall',
    takes: '<firewall>',
    about:
      "ufw: close the node's own ports, and cap the connections of one address; none: leave that to others",
    variable: 'firewall',
    isCommon: true,
    schema: oneOf('ufw', 'none'),
    message: () => 'Firewall',
    remark: (given) => {
      const ports = exposed(given);
      const past = `${ports.join(', ')} ${ports.length === 1 ? 'is' : 'are'} open: who gets there is past the endpoint`;
      return ports.length === 0
        ? 'before it has read a request, a proxy counts no connections of one address'
        : past;
    },
    choices: () => [
      {
        value: 'ufw',
        about:
          "closes the node's own ports, caps the connections of one address, and leaves other ports as they are",
      },
      { value: 'none', about: "is somebody else's business: a firewall on the way" },
    ],
    suggest: (given) => {
      const { firewall } = given.known;
      if (firewall === 'ufw' || firewall === 'none') return firewall;
      return exposed(given).length > 0 || given.hostReport.firewall === 'active' ? 'ufw' : 'none';
    },
    applies: () => true,
    isOpen: () => true,
  },
];
