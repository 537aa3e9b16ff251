// What a question is. All of them are in one table (questions.ts), from which prompts, flags, help and messages derive.

import type { z } from 'zod';
import type { HostReport } from './host_report.js';

export const questionIds = [
  'kind',
  'p2p_port',
  'rpc_port',
  'peer_id',
  'node_port',
  'without_node',
  'name',
  'prove_at',
  'proxy',
  'port',
  'path',
  'certificate',
  'email',
  'accept_terms',
  'certificate_file',
  'certificate_key_file',
  'clients',
  'requests_per_second',
  'firewall',
] as const;
export type QuestionId = (typeof questionIds)[number];

export type Answer = string | number | boolean;
export type Answers = { readonly [id in QuestionId]?: Answer };

/** One of several endpoints of a host, where a conversation is about it. */
export interface MeantEndpoint {
  /** Empty for the one without a name. */
  readonly name: string;
  readonly isNew: boolean;
}

/** What a question is asked from. */
export interface Case {
  readonly hostReport: HostReport;
  /** To the questions before it. */
  readonly answers: Answers;
  /** What the inventory says already, by variable of the playbook. */
  readonly known: Readonly<Record<string, unknown>>;
  /** Where the host has, or is to have, several endpoints: the one that is talked about. */
  readonly meant?: MeantEndpoint | undefined;
}

export interface Choice {
  readonly value: string;
  /** After the value: what it means here. */
  readonly about: string;
  /** Why it cannot be chosen here; one clause. */
  readonly refused?: string | undefined;
}

export interface Question {
  readonly id: QuestionId;
  /** What stands after the flag in help; absent for a flag that says yes. */
  readonly takes?: string;
  /** For help: what is answered. */
  readonly about: string;
  /** The variable of the playbook that the answer becomes. */
  readonly variable: string;
  /** What holds where the inventory says nothing, so that it need not be written. */
  readonly holds?: Answer;
  /** How the variable spells the answer, where that differs. */
  readonly format?: (answer: Answer) => Answer;
  /** Of several hosts the first is asked, and its answer is good for the others where they can take it. */
  readonly isCommon: boolean;
  /** From what is typed to the answer. Its messages are for whoever typed it. */
  readonly schema: z.ZodType<Answer>;
  readonly message: (given: Case) => string;
  /** What was found that bears upon it. */
  readonly remark?: (given: Case) => string | undefined;
  /** Where only some answers are possible. */
  readonly choices?: (given: Case) => readonly Choice[];
  /** The default, drawn from what was found; undefined: only a person can know. */
  readonly suggest: (given: Case) => Answer | undefined;
  /** Whether the question makes sense after the answers before it. */
  readonly applies: (given: Case) => boolean;
  /** Whether an answer says what is so anyway where the question does not apply: a flag that gives it is no mistake. */
  readonly isSo?: (answer: Answer, given: Case) => boolean;
  /** Whether there is something to decide; else the suggestion holds, and nobody is asked. */
  readonly isOpen: (given: Case) => boolean;
  /** Why an answer of the right form is wrong here, and what to do; undefined: it is not. */
  readonly refuse?: (answer: Answer, given: Case) => string | undefined;
  /** What is looked at anew once it is answered. */
  readonly learns?: 'name' | 'node';
}

/** `--certificate-key-file` */
export function flagOf({ id }: Pick<Question, 'id'>): string {
  return `--${id.replaceAll('_', '-')}`;
}
