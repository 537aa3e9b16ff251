// `--list-hosts`, `--list-tasks`, `--list-tags`: what a run would be about, without it.

import { selectParts } from '../engine/play/tags.js';
import type { RunOptions } from '../engine/run_options.js';
import type { PlaybookOptions } from '../options/hosts.js';
import { tasksIn } from '../playbook/parts_of.js';
import { visible } from '../report/escape.js';

type ListOptions = Pick<PlaybookOptions, 'listHosts' | 'listTasks' | 'listTags' | 'output'>;

export function isListing({ listHosts, listTasks, listTags }: ListOptions): boolean {
  return [listHosts, listTasks, listTags].includes(true);
}

/** One play after another; with `--output json` each is a line, with everything about it. */
export function listed(
  inputs: Pick<RunOptions, 'playbook' | 'hostsOf' | 'tags'>,
  options: ListOptions,
): string {
  return inputs.playbook.plays
    .map((play) => {
      const hosts = inputs.hostsOf(play).map(({ name }) => name);
      const tasks = tasksIn(selectParts(play.tasks, inputs.tags)).map(({ name, place, tags }) => ({
        name: name.text,
        place,
        tags: [...new Set(tags)],
      }));
      const tags = [...new Set(tasks.flatMap((task) => task.tags))].sort();
      const { name, hosts: pattern } = play;
      if (options.output === 'json')
        return `${JSON.stringify({ type: 'play', name, pattern: pattern.text, hosts, tags, tasks })}\n`;
      const lines = [
        `${visible(name)} (${visible(pattern.text)})`,
        ...(options.listHosts ? hosts.map((host) => `  ${visible(host)}`) : []),
        ...(options.listTasks ? tasks.map((task) => `  ${visible(task.name)}${tagsText(task.tags)}`) : []),
        ...(options.listTags ? tags.map((tag) => `  ${visible(tag)}`) : []),
      ];
      return `${lines.join('\n')}\n`;
    })
    .join('');
}

function tagsText(tags: readonly string[]): string {
  return tags.length === 0 ? '' : `  [${visible(tags.join(', '))}]`;
}
