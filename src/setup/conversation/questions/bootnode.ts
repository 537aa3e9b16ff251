// What clients find at the endpoint, and what is asked of a bootnode, which is no JSON-RPC.

import { z } from 'zod';
import { port } from '../../../module_parts/params.js';
import { PEER_ID } from '../../../proof/multiaddress.js';
import type { Case, Question } from '../question.js';
import { oneOf } from './schemas.js';

export const isBootnode = ({ answers }: Pick<Case, 'answers'>) => answers.kind === 'bootnode';

const isSilent = ({ hostReport }: Case) => hostReport.node.report.kind === 'silent';

export const bootnodeQuestions: readonly Question[] = [
  {
    id: 'kind',
    takes: '<kind>',
    about: 'what clients find there: rpc, or bootnode, the libp2p listener of a node',
    variable: 'kind',
    holds: 'rpc',
    isCommon: false,
    schema: oneOf('rpc', 'bootnode'),
    message: () => 'What clients find there',
    choices: () => [
      { value: 'rpc', about: 'JSON-RPC of the node, for wallets and applications' },
      { value: 'bootnode', about: 'the libp2p listener of a node, which peers and light clients dial first' },
    ],
    suggest: ({ known }) => (known.kind === 'bootnode' ? 'bootnode' : 'rpc'),
    applies: () => true,
    // A node that answers, on a host that has no endpoint yet, is there for its JSON-RPC.
    isOpen: (given) => isSilent(given) || given.meant?.isNew === true || given.known.kind === 'bootnode',
  },
  {
    id: 'p2p_port',
    takes: '<port>',
    about: "bootnode: the port of its listener for WebSocket, on the host's own 127.0.0.1",
    variable: 'p2p_port',
    isCommon: true,
    schema: port(),
    message: () => 'Port of its libp2p listener for WebSocket',
    remark: ({ hostReport }) =>
      hostReport.listeners.some((listener) => listener.port === 30_334)
        ? undefined
        : 'nothing listens on port 30334 yet: the node opens it with --listen-addr /ip4/127.0.0.1/tcp/30334/ws',
    suggest: ({ known }) => (typeof known.p2p_port === 'number' ? known.p2p_port : 30_334),
    applies: isBootnode,
    isOpen: () => true,
  },
  {
    id: 'rpc_port',
    takes: '<port>',
    about: 'bootnode: the port of its JSON-RPC on 127.0.0.1, where it is asked for its peer ID',
    variable: 'rpc_port',
    isCommon: true,
    schema: port(),
    message: () => 'Port of its JSON-RPC, where it is asked for its peer ID',
    suggest: ({ known, hostReport }) =>
      typeof known.rpc_port === 'number' ? known.rpc_port : hostReport.node.port,
    applies: (given) => isBootnode(given) && !isSilent(given),
    isOpen: () => true,
  },
  {
    id: 'peer_id',
    takes: '<id>',
    about: 'bootnode: the peer ID that it has to show, where it has no JSON-RPC to be asked',
    variable: 'peer_id',
    isCommon: false,
    schema: z
      .string()
      .refine(
        (text) => text === '' || PEER_ID.test(text),
        'expected a peer ID, such as 12D3KooW..., or nothing',
      ),
    message: () => 'Its peer ID (may stay empty)',
    suggest: ({ known }) => (typeof known.peer_id === 'string' ? known.peer_id : ''),
    applies: (given) => isBootnode(given) && isSilent(given),
    isOpen: () => true,
  },
];
