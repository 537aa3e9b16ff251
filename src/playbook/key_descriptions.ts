// What each key of plays, blocks and tasks takes and is for: the words of the JSON Schema that editors show.

import type { blockKeys, handlerKeys, playKeys, taskKeys } from './keys.js';

export type Key =
  | (typeof playKeys)[number]
  | (typeof taskKeys)[number]
  | (typeof blockKeys)[number]
  | (typeof handlerKeys)[number];

/** The kinds of values that keys take; src/playbook/json_schema.ts gives each its schema. */
export type Takes =
  | 'text'
  | 'texts'
  | 'files'
  | 'flag'
  | 'true'
  | 'order'
  | 'serial'
  | 'prompts'
  | 'percentage'
  | 'computed flag'
  | 'conditions'
  | 'list'
  | 'loop control'
  | 'environment'
  | 'number'
  | 'count'
  | 'variable'
  | 'variables'
  | 'become method'
  | 'seconds'
  | 'duration'
  | 'roles'
  | 'tasks'
  | 'handlers';

export interface KeyDescription {
  readonly takes: Takes;
  readonly about: string;
}

/** A key means the same wherever it may stand. */
export const keyDescriptions: Readonly<Record<Key, KeyDescription>> = {
  name: { takes: 'text', about: 'what it brings about, in the words of reports' },
  hosts: {
    takes: 'texts',
    about: 'names, groups, globs; a:b is both, a:!b without b, a:&b in both; or a list of them',
  },
  vars: { takes: 'variables', about: 'variables; texts in them may be templates' },
  vars_prompt: {
    takes: 'prompts',
    about: 'variables that are asked for, unless -e gives them; secret unless private: false',
  },
  vars_files: { takes: 'files', about: 'files of variables, encrypted or not, beside the playbook' },
  become: { takes: 'computed flag', about: 'act as another user, root by default' },
  become_user: { takes: 'text', about: 'the user to act as, root by default' },
  become_method: { takes: 'become method', about: 'by which program: sudo (the default), su or doas' },
  gather_facts: { takes: 'flag', about: 'false: ansible_facts is not asked for; true by default' },
  tags: { takes: 'texts', about: 'words for --tags; always runs with any, never only when it is named' },
  roles: { takes: 'roles', about: 'roles from roles/ beside the playbook, before its tasks' },
  pre_tasks: { takes: 'tasks', about: 'tasks before the roles; handlers that they notify run before those' },
  tasks: { takes: 'tasks', about: 'what is done on each host, one after another' },
  post_tasks: { takes: 'tasks', about: 'tasks after the handlers that the roles and tasks have notified' },
  handlers: {
    takes: 'handlers',
    about: 'tasks that run at the end of the play where something notified them, or at meta: flush_handlers',
  },
  order: { takes: 'order', about: 'which hosts have their turn first: as in the inventory if not written' },
  serial: {
    takes: 'serial',
    about:
      'how many hosts at a time: 2, 30%, or a list, one batch after another; all if not written; may be a template of what the play says',
  },
  max_fail_percentage: {
    takes: 'percentage',
    about: 'where more of the hosts of a batch fail or are lost, nothing more is begun on any host',
  },
  force_handlers: { takes: 'true', about: 'handlers that are due run also after a failure, always' },
  when: {
    takes: 'conditions',
    about: 'CEL, such as proxy == "nginx" && has(tls.name); of a list all have to hold',
  },
  loop: { takes: 'list', about: 'do it for each item, which is the variable item' },
  for_each: {
    takes: 'variable',
    about:
      'the name of a list of maps: do it for each, with what it says as variables, but for those that say state: absent; once where there is no such list',
  },
  register: {
    takes: 'variable',
    about: 'keep the result in this variable: changed, failed, stdout and so on',
  },
  delegate_to: { takes: 'text', about: 'act on this host instead; localhost is this machine' },
  notify: { takes: 'texts', about: 'names of handlers that run where this changed something' },
  listen: { takes: 'texts', about: 'further names by which the handler can be notified' },
  no_log: { takes: 'flag', about: 'true: nothing of its parameters and results is shown' },
  ignore_errors: { takes: 'flag', about: 'true: the host goes on after a failure' },
  changed_when: {
    takes: 'conditions',
    about: 'CEL: whether it counts as a change; false: never',
  },
  failed_when: {
    takes: 'conditions',
    about: 'CEL: whether it counts as a failure; of a list all have to hold',
  },
  check_mode: {
    takes: 'flag',
    about:
      'false: it only looks, so plan runs it too; true: it only tells what it would change, in apply too',
  },
  environment: { takes: 'environment', about: 'environment variables of what it runs on the host' },
  ignore_unreachable: { takes: 'flag', about: 'true: the host goes on where it could not be reached' },
  diff: {
    takes: 'flag',
    about: 'true: what changes in files is shown line by line, whatever --diff says; false: it never is',
  },
  throttle: { takes: 'count', about: 'the most hosts that do it at once' },
  run_once: {
    takes: 'flag',
    about: 'true: the first host of a batch does it for all of them, once they have come as far',
  },
  any_errors_fatal: {
    takes: 'flag',
    about:
      'true: where one host fails, nothing more is begun on any; beside a task or block also: no host goes on before all have done it',
  },
  loop_control: {
    takes: 'loop control',
    about: 'loop_var and index_var name variables, label is what reports show, pause is in seconds',
  },
  until: { takes: 'conditions', about: 'CEL: do it again until all hold' },
  retries: { takes: 'number', about: 'how often it is done again at most; two times if not written' },
  delay: { takes: 'number', about: 'seconds before it is done again; five if not written' },
  timeout: { takes: 'seconds', about: 'seconds that it may take on a host' },
  irreversible: { takes: 'flag', about: 'true: it stays when the rest of its block is put back' },
  block: {
    takes: 'tasks',
    about: 'tasks under one heading; with validate, prove, confirm or undo whole or not at all',
  },
  rescue: {
    takes: 'tasks',
    about:
      'tasks for when one of the block failed, which ansible_failed_task and ansible_failed_result tell of',
  },
  always: {
    takes: 'tasks',
    about: 'tasks that come after the block, and its rescue, whatever became of them',
  },
  validate: {
    takes: 'texts',
    about: 'commands that judge the configuration; where one fails, the block is put back',
  },
  prove: {
    takes: 'tasks',
    about: 'tasks that say whether the result works; where one fails, the block is put back',
  },
  confirm: {
    takes: 'duration',
    about: 'the host puts the block back by itself after this time, such as 60s, unless reached',
  },
  undo: {
    takes: 'texts',
    about: 'commands for after the block was put back, also where nothing of it is kept',
  },
};
