// The keys of plays and tasks: those that are known, and what to do instead of Ansible's others.

/** What a play says for its tasks, a block for those in it, and a task for itself. */
export const inheritedKeys = [
  'become',
  'become_user',
  'become_method',
  'environment',
  'tags',
  'no_log',
  'ignore_errors',
  'ignore_unreachable',
  'check_mode',
  'diff',
  'timeout',
  'throttle',
  'run_once',
  'any_errors_fatal',
] as const;

export const playKeys = [
  'name',
  'hosts',
  'vars',
  'vars_prompt',
  'vars_files',
  ...inheritedKeys,
  'gather_facts',
  'order',
  'serial',
  'max_fail_percentage',
  'force_handlers',
  'pre_tasks',
  'roles',
  'tasks',
  'post_tasks',
  'handlers',
] as const;

export const taskKeys = [
  'name',
  'when',
  ...inheritedKeys,
  'vars',
  'for_each',
  'delegate_to',
  'notify',
  'loop',
  'loop_control',
  'until',
  'retries',
  'delay',
  'register',
  'changed_when',
  'failed_when',
  'irreversible',
] as const;

export const blockKeys = [
  'name',
  'block',
  'rescue',
  'always',
  'when',
  ...inheritedKeys,
  'vars',
  'for_each',
  'delegate_to',
  'notify',
  'validate',
  'prove',
  'confirm',
  'undo',
] as const;

/** Where other tasks are brought in. */
export const importKeys = [
  'name',
  'when',
  ...inheritedKeys,
  'vars',
  'for_each',
  'delegate_to',
  'notify',
] as const;

/** Of `include_tasks`, `include_role` and `include_vars`; and what `apply:` says for the tasks that they bring in. */
export const includeKeys = ['name', 'when', 'tags', 'vars', 'loop', 'loop_control', 'no_log'] as const;
export const applyKeys = ['when', ...inheritedKeys, 'delegate_to', 'notify'] as const;

/** Of an entry of `roles:`, or of a role's dependencies. */
export const dependencyKeys = ['role', ...importKeys] as const;

/** Of a role that is imported: other files of it than `main.yml`. */
export const roleFileKeys = ['tasks_from', 'vars_from', 'defaults_from', 'handlers_from'] as const;

export const loopControlKeys = ['loop_var', 'index_var', 'label', 'pause'] as const;

/** Handlers can be notified by further names. */
export const handlerKeys = [...taskKeys, 'listen'] as const;
export const handlerBlockKeys = [...blockKeys, 'listen'] as const;
export const handlerImportKeys = [...importKeys, 'listen'] as const;

export const playAdvice: ReadonlyMap<string, string> = new Map([
  ['strategy', 'hosts always go their own way within a play; leave it out'],
  ['remote_user', 'write ansible_user in the inventory'],
  ['connection', 'write ansible_connection in the inventory'],
  ['port', 'write ansible_port in the inventory'],
  ['become_password', 'write ansible_become_password under vars:, best encrypted'],
  ['collections', 'leave it out: modules have one short name here'],
  ['module_defaults', 'write the parameters at the tasks, or in variables that they share'],
  ['debugger', 'leave it out; --output json tells all that there is to know'],
  ['when', 'write when: at the tasks'],
]);

const writeLoop = 'write loop: with a list';

export const blockAdvice: ReadonlyMap<string, string> = new Map([
  ['rescue', 'write it beside block:, with the tasks that may fail in there'],
  ['always', 'write it beside block:, with the tasks that come first in there'],
  ['register', 'write register: at the tasks'],
  ['loop', 'write loop: at the tasks'],
]);

export const taskAdvice: ReadonlyMap<string, string> = new Map([
  ['rescue', 'write it beside block:, with the tasks that may fail in there'],
  ['always', 'write it beside block:, with the tasks that come first in there'],
  ['args', "write these parameters under the module's key"],
  ['action', "write the module's name as the key"],
  ['local_action', 'write delegate_to: localhost'],
  ['async', 'leave it out: use timeout: for commands that take long'],
  ['poll', 'leave it out: use timeout: for commands that take long'],
  ['remote_user', 'write become_user:, or ansible_user in the inventory'],
  ['connection', 'write ansible_connection in the inventory'],
  ['delegate_facts', 'leave it out'],
  ['become_flags', 'write become_user: and become_method:'],
  ['become_exe', 'write become_method: sudo, su or doas'],
  ['debugger', 'leave it out; --output json tells all that there is to know'],
  ['module_defaults', 'write the parameters at the tasks, or in variables that they share'],
  ['collections', 'leave it out: modules have one short name here'],
  ...[
    'items',
    'list',
    'dict',
    'sequence',
    'fileglob',
    'together',
    'nested',
    'subelements',
    'first_found',
  ].map((kind) => [`with_${kind}`, writeLoop] as const),
]);

export const loopControlAdvice: ReadonlyMap<string, string> = new Map([
  ['extended', 'leave it out: index_var: names a variable with the number of the item, from 0 on'],
  ['extended_allitems', 'leave it out'],
]);

export const dependencyAdvice: ReadonlyMap<string, string> = new Map([
  ['src', 'copy the role into roles/ beside the playbook'],
  ['version', 'copy the role into roles/ beside the playbook'],
  ...roleFileKeys.map((key) => [key, 'write it at import_role:'] as const),
]);

export const includeAdvice: ReadonlyMap<string, string> = new Map([
  ['register', 'write register: at its tasks'],
  ['until', 'write until: at its tasks'],
  ...[...inheritedKeys, 'delegate_to', 'notify'].map(
    (key) => [key, `write apply: { ${key}: ... } under it`] as const,
  ),
]);

export const roleFilesAdvice: ReadonlyMap<string, string> = new Map([
  ['public', 'leave it out: the play can read what its roles define'],
  ['allow_duplicates', 'leave it out: an import runs where it stands, each time'],
  ['rolespec_validate', "leave it out: what the role's specification asks for is always checked"],
]);

export const importPlaybookAdvice: ReadonlyMap<string, string> = new Map([
  ['when', 'write when: at the tasks'],
  ['tags', 'write tags: at the plays'],
]);
