// `--evidence FOLDER`: what was found, asked and answered, for somebody who was not there. One folder an endpoint:
// report.json (the findings), transcript.jsonl (each question and its answer), certificates.pem (as they were shown). It is
// for its owner alone: it tells what may be asked of the endpoint.

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProofReport } from '../finding.js';
import { fail } from '../problem.js';
import { type Exchange, shownPath } from '../proof/transcript.js';

export interface Evidence {
  keep(name: { readonly host: string | null }, report: ProofReport, exchanges: readonly Exchange[]): void;
}

const noEvidence: Evidence = { keep: () => undefined };

/** @throws ProblemError where the folder holds something: evidence of another time must not be mixed with this one's */
export function openEvidence(folder: string | undefined): Evidence {
  if (folder === undefined) return noEvidence;
  orFail(folder, () => mkdirSync(folder, { recursive: true, mode: 0o700 }));
  if (orFail(folder, () => readdirSync(folder)).length > 0)
    fail(`--evidence: ${folder} is not empty`, undefined, 'name a folder that is new');
  const names = new Set<string>();
  return {
    keep({ host }, report, exchanges) {
      const url = shownPath(report.url);
      const own = join(folder, uniqueName(names, [host ?? '', url].join(' ').replace('wss://', '')));
      const lines = exchanges.map(({ certificates: _, ...exchange }) => `${JSON.stringify(exchange)}\n`);
      const certificates = new Set(exchanges.flatMap((exchange) => exchange.certificates ?? []));
      orFail(folder, () => {
        mkdirSync(own, { mode: 0o700 });
        const write = (name: string, text: string) => writeFileSync(join(own, name), text, { mode: 0o600 });
        write('report.json', `${JSON.stringify({ host, ...report, url }, null, 2)}\n`);
        write('transcript.jsonl', lines.join(''));
        if (certificates.size > 0) write('certificates.pem', [...certificates].join(''));
      });
    },
  };
}

function uniqueName(names: Set<string>, text: string): string {
  const plain = text
    .replace(/[^A-Za-z0-9.-]+/g, '_')
    .replace(/^[_.]+|_+$/g, '')
    .slice(0, 100);
  let name = plain;
  for (let count = 2; names.has(name); count += 1) name = `${plain}_${count}`;
  names.add(name);
  return name;
}

function orFail<Value>(folder: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    return fail(`--evidence: cannot write to ${folder} (${code})`);
  }
}
