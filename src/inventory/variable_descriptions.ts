// Variables that mean something to hostwright itself: what each takes and is for, in the words of the JSON Schema.

export interface VariableDescription {
  readonly takes: 'text' | 'texts' | 'flag' | 'port' | 'seconds' | readonly string[];
  readonly about: string;
}

const address = { takes: 'text', about: 'what to connect to, where it is not the name of the host' } as const;
const port = { takes: 'port', about: 'the port of its SSH server' } as const;
const user = { takes: 'text', about: 'who to log in as' } as const;
const keyFile = { takes: 'text', about: 'the private key to log in with' } as const;
const sshArguments = { takes: 'text', about: 'options of ssh; the jump host in them is read' } as const;
const timeout = { takes: 'seconds', about: 'seconds to connect, and again to log in' } as const;
const loginPassword = { takes: 'text', about: 'the password to log in with, best encrypted' } as const;
const becomePassword = {
  takes: 'text',
  about: 'the password that sudo or su wants, best encrypted',
} as const;

export const variableDescriptions = {
  ansible_connection: {
    takes: ['ssh', 'local', 'smart', 'paramiko', 'paramiko_ssh'],
    about: 'ssh (the default), or local for this machine',
  },
  host: address,
  ansible_host: address,
  ansible_ssh_host: address,
  port,
  ansible_port: port,
  ansible_ssh_port: port,
  user,
  ansible_user: user,
  ansible_ssh_user: user,
  private_key_file: keyFile,
  ansible_ssh_private_key_file: keyFile,
  ansible_private_key_file: keyFile,
  ansible_ssh_common_args: sshArguments,
  ansible_ssh_extra_args: sshArguments,
  ansible_timeout: timeout,
  ansible_password: loginPassword,
  ansible_ssh_pass: loginPassword,
  ansible_ssh_password: loginPassword,
  ansible_become: { takes: 'flag', about: 'act as another user in all tasks, root by default' },
  ansible_become_user: { takes: 'text', about: 'the user to act as' },
  ansible_become_method: { takes: ['sudo', 'su', 'doas'], about: 'by which program' },
  ansible_become_password: becomePassword,
  ansible_become_pass: becomePassword,
  connect_timeout: timeout,
  jump: {
    takes: 'texts',
    about: 'the jump host ([user@]host[:port]), or a list of them, the last next to the host',
  },
  known_hosts_file: { takes: 'texts', about: 'files with host keys, instead of your own known_hosts' },
  unused_ok: {
    takes: 'texts',
    about: 'variables of your own that no playbook has to read; a * at the end stands for any rest',
  },
  ssh_client: {
    takes: ['auto', 'builtin', 'system'],
    about: 'system: by the ssh program of this machine; auto: where the built-in client cannot',
  },
} as const satisfies Readonly<Record<string, VariableDescription>>;

export type KnownVariable = keyof typeof variableDescriptions;
