// The table of all questions, in the order in which they are asked.

import type { Question } from './question.js';
import { bootnodeQuestions } from './questions/bootnode.js';
import { certificateQuestions } from './questions/certificate.js';
import { clientQuestions } from './questions/clients.js';
import { nameQuestions } from './questions/name.js';
import { nodeQuestions } from './questions/node.js';
import { proxyQuestions } from './questions/proxy.js';

export const questions: readonly Question[] = [
  ...bootnodeQuestions,
  ...nodeQuestions,
  ...nameQuestions,
  ...proxyQuestions,
  ...certificateQuestions,
  ...clientQuestions,
];
