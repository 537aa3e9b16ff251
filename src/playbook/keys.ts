// The keys of plays and tasks: those that are known, and what to do instead of Ansible's others.

export const playKeys = [
  'name',
  'hosts',
  'vars',
  'vars_files',
  'become',
  'become_user',
  'become_method',
  'gather_facts',
  'tags',
  'tasks',
  'handlers',
] as const;

export const taskKeys = [
  'name',
  'when',
  'loop',
  'register',
  'become',
  'become_user',
  'become_method',
  'delegate_to',
  'vars',
  'tags',
  'notify',
  'no_log',
  'ignore_errors',
  'changed_when',
  'failed_when',
  'check_mode',
  'timeout',
  'irreversible',
] as const;

export const blockKeys = [
  'name',
  'block',
  'when',
  'become',
  'become_user',
  'become_method',
  'vars',
  'tags',
  'validate',
  'prove',
  'confirm',
  'undo',
] as const;

/** Handlers can be notified by further names. */
export const handlerKeys = [...taskKeys, 'listen'] as const;

const writeTasks = 'write the tasks here, one after another';

export const playAdvice: ReadonlyMap<string, string> = new Map([
  ['roles', writeTasks],
  ['pre_tasks', 'write them first under tasks:'],
  [
    'post_tasks',
    'write them last under tasks:, or in a play of their own if they have to follow the handlers',
  ],
  ['import_playbook', 'run the playbooks one after another'],
  ['serial', 'limit the run to some hosts with --limit'],
  ['strategy', 'hosts always go their own way within a play; leave it out'],
  ['vars_prompt', 'write the variables under vars: or in the inventory'],
  ['any_errors_fatal', 'leave it out: a failed host stops, the others go on'],
  ['max_fail_percentage', 'leave it out: a failed host stops, the others go on'],
  ['force_handlers', 'leave it out: handlers that are due run also after a failure'],
  ['remote_user', 'write ansible_user in the inventory'],
  ['connection', 'write ansible_connection in the inventory'],
  ['port', 'write ansible_port in the inventory'],
  ['become_password', 'write ansible_become_password under vars:, best encrypted'],
  ['environment', 'set variables in the command itself'],
  ['collections', 'leave it out: modules have one short name here'],
  ['when', 'write when: at the tasks'],
]);

const writeLoop = 'write loop: with a list';
const writeUntil = 'wait in the command itself: shell: until ...; do sleep 1; done';

export const blockAdvice: ReadonlyMap<string, string> = new Map([
  ['rescue', 'let the task go on with ignore_errors: and ask its registered result'],
  ['always', writeTasks],
  ['notify', 'write notify: at the tasks'],
  ['register', 'write register: at the tasks'],
  ['loop', 'write loop: at the tasks'],
]);

export const taskAdvice: ReadonlyMap<string, string> = new Map([
  ['rescue', 'let the task go on with ignore_errors: and ask its registered result'],
  ['always', writeTasks],
  ['include_tasks', writeTasks],
  ['import_tasks', writeTasks],
  ['include_role', writeTasks],
  ['import_role', writeTasks],
  ['include_vars', 'name the file under vars_files: of the play'],
  [
    'meta',
    'leave it out: handlers run at the end of the play; what has to follow them goes into the next play',
  ],
  ['args', "write these parameters under the module's key"],
  ['action', "write the module's name as the key"],
  ['local_action', 'write delegate_to: localhost'],
  ['until', writeUntil],
  ['retries', writeUntil],
  ['delay', writeUntil],
  ['loop_control', 'leave it out: an item is named by its text or its name'],
  ['run_once', 'write when: inventory_hostname == "..."'],
  ['async', 'leave it out: use timeout: for commands that take long'],
  ['poll', 'leave it out: use timeout: for commands that take long'],
  ['throttle', 'limit the whole run with --forks'],
  ['environment', 'set variables in the command itself'],
  ['remote_user', 'write become_user:, or ansible_user in the inventory'],
  ['connection', 'write ansible_connection in the inventory'],
  ['delegate_facts', 'leave it out'],
  ['any_errors_fatal', 'leave it out: a failed host stops, the others go on'],
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
