// Questions about the node, asked only where none answers: one that serves unsafe methods ends the conversation (blocker.ts).

import { port } from '../../../module_parts/params.js';
import type { Case, Question } from '../question.js';
import { isBootnode } from './bootnode.js';
import { yesOrNo } from './schemas.js';

const isSilent = ({ hostReport }: Case) => hostReport.node.report.kind === 'silent';

/** Where the inventory lists several nodes, the playbook asks each of them: none is asked for here. */
const hasOne = (given: Case) => given.known.nodes === undefined && !isBootnode(given);

const silence = ({ hostReport: { node } }: Case) =>
  node.report.kind === 'silent' ? `port ${node.port} does not answer: ${node.report.why}` : undefined;

export const nodeQuestions: readonly Question[] = [
  {
    id: 'node_port',
    takes: '<port>',
    about: "the node's RPC port on the host's own 127.0.0.1",
    variable: 'node_port',
    isCommon: false,
    schema: port(),
    message: () => 'Port of the node',
    remark: silence,
    suggest: ({ hostReport }) => hostReport.node.port,
    applies: hasOne,
    isOpen: (given) => isSilent(given) || given.meant?.isNew === true,
    learns: 'node',
  },
  {
    id: 'without_node',
    about: 'go on where the node does not answer, unproven',
    variable: 'node_required',
    format: (answer) => !answer,
    isCommon: false,
    schema: yesOrNo(),
    message: () => 'Publish an endpoint for a node that nobody has heard of yet?',
    remark: silence,
    suggest: ({ known }) => (known.node_required === false ? true : undefined),
    applies: (given) => isSilent(given) && hasOne(given),
    // The node answers: one goes on.
    isSo: () => true,
    isOpen: () => true,
    refuse: (answer) =>
      answer ? undefined : 'start the node with --rpc-methods=safe, then run this again; Ctrl-C ends here',
  },
];
