// The answers to a playbook's `vars_prompt`, before anything else is known of the run.

import { final, type Variable, type Variables } from '../expression/scope.js';
import type { Play, Playbook } from '../playbook/play.js';
import type { Prompt } from '../playbook/prompts.js';
import { type Problem, ProblemError } from '../problem.js';

/** Asks a person. @returns undefined where there is none */
export type Ask = (prompt: Prompt) => Promise<string | undefined>;

/**
 * @param extra what is given there is not asked for
 * @throws ProblemError where somebody would have to be asked, and nobody can be
 */
export async function withAnswers(playbook: Playbook, extra: Variables, ask: Ask): Promise<Playbook> {
  const problems: Problem[] = [];
  const plays: Play[] = [];
  for (const play of playbook.plays) {
    const answers = new Map<string, Variable>(play.prompted);
    for (const prompt of play.prompts.filter(({ name }) => !extra.has(name))) {
      const answer = (await ask(prompt)) ?? prompt.fallback;
      if (answer === undefined) problems.push(nobody(prompt));
      else answers.set(prompt.name, final(answer, prompt.private));
    }
    plays.push({ ...play, prompted: answers });
  }
  if (problems.length > 0) throw new ProblemError(problems);
  return { ...playbook, plays };
}

function nobody({ name, place }: Prompt): Problem {
  const message = `"${name}" is asked for, and there is no terminal to ask at`;
  return { message, place, advice: `write -e ${name}=..., or for a secret -e @FILE with an encrypted file` };
}
