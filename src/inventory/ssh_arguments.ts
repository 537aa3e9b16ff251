// Ansible's `ansible_ssh_common_args`: options for the ssh command, of which the jump host is understood here.

import { fail, type Place } from '../problem.js';

/**
 * The jump host in `-J host`, `-o ProxyJump=host` or `-o "ProxyJump host"`.
 *
 * @throws ProblemError for any other option, because leaving it out silently would connect in another way than meant
 */
export function jumpFromSshArguments(text: string, place: Place): string | undefined {
  const words = splitWords(text);
  let jump: string | undefined;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const joined = /^-[Jo]./.test(word);
    const flag = word.slice(0, 2);
    const argument = joined ? word.slice(2) : (words[++index] ?? '');
    const found = flag === '-J' ? argument : flag === '-o' ? proxyJump(argument) : undefined;
    if (!found) {
      const advice = 'write other options into ~/.ssh/config, under Host and the name or address of the host';
      fail(`only -J and -o ProxyJump=... are understood here; found "${word}"`, place, advice);
    }
    jump = found;
  }
  return jump;
}

function proxyJump(option: string): string | undefined {
  return /^\s*ProxyJump\s*[=\s]\s*(\S+)\s*$/i.exec(option)?.[1];
}

/** Words as a shell would see them, as far as quotes go. */
function splitWords(text: string): readonly string[] {
  const words = text.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  return words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
}
