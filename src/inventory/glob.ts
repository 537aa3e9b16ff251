// One name in a host pattern to a test of names: fnmatch's globs, and regular expressions after `~`.

import { fail, type Place } from '../problem.js';

/** `*` any text, `?` one character, `[abc]`, `[a-f]` one of these, `[!abc]` none of them. */
export function globToRegExp(glob: string): RegExp {
  let source = '';
  for (let index = 0; index < glob.length; index++) {
    const character = glob.charAt(index);
    const members = character === '[' ? /^\[(!?)(\]?[^\]]*)\]/.exec(glob.slice(index)) : null;
    if (members && (members[2] ?? '') !== '') {
      source += classFrom(members[1] === '!', members[2] ?? '');
      index += members[0].length - 1;
    } else if (character === '*') source += '.*';
    else if (character === '?') source += '.';
    else source += literal(character);
  }
  return new RegExp(`^(?:${source})$`, 's');
}

/** A range whose end comes before its begin has no members. */
function classFrom(isNegative: boolean, members: string): string {
  const parts = [...members.matchAll(/(.)-(.)|(.)/gs)].flatMap(([, from, to, single = '']) => {
    if (from === undefined || to === undefined) return [literal(single)];
    return from <= to ? [`${literal(from)}-${literal(to)}`] : [];
  });
  if (parts.length === 0) return isNegative ? '.' : '(?!)';
  return `[${isNegative ? '^' : ''}${parts.join('')}]`;
}

function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(character) ? `\\${character}` : character;
}

/**
 * The pattern has to match from the beginning of a name on, as in Ansible. Python's way to write a group's name, flags and
 * the ends of a text is understood.
 *
 * @throws ProblemError at `place` for one that cannot be read
 */
export function regularExpression(pattern: string, place: Place | undefined): RegExp {
  const flags = /^\(\?([ims]+)\)/.exec(pattern);
  const source = pattern
    .slice(flags?.[0].length ?? 0)
    .replaceAll('(?P<', '(?<')
    .replace(/\\([AZ])/g, (_, end: string) => (end === 'A' ? '^' : '$'));
  try {
    return new RegExp(`^(?:${source})`, flags?.[1] ?? '');
  } catch {
    return fail(`"~${pattern}" is no regular expression`, place, 'a glob needs no ~: rpc-*');
  }
}
