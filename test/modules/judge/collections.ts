// Ansible's collections, as Debian's package `ansible` has them, unpacked beside the tests: installing them would take a minute.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { beforeAll } from 'vitest';

const folder = `${tmpdir()}/hostwright-ansible-collections`;
const installed = '/usr/lib/python3/dist-packages';
const wanted = ['ansible/posix/plugins', 'community/general/plugins'].map(
  (name) => `./usr/lib/python3/dist-packages/ansible_collections/${name}`,
);

/** Call at the top of a file; the answer is what PYTHONPATH has to be. */
export function useCollections(): string {
  beforeAll(() => {
    if (!existsSync(`${installed}/ansible_collections/ansible/posix`) && !existsSync(folder)) unpack();
  }, 600_000);
  return `${folder}${installed}`;
}

function unpack(): void {
  const made = mkdtempSync(`${folder}-`);
  // A folder of root's alone: apt's own user may not write there, which is why it warns.
  execFileSync('apt-get', ['download', '-q', 'ansible'], { cwd: made, stdio: 'pipe' });
  const script = `dpkg-deb --fsys-tarfile ansible_*.deb | tar -x ${wanted.join(' ')} && rm ansible_*.deb`;
  execFileSync('sh', ['-c', script], { cwd: made, stdio: 'pipe' });
  if (existsSync(folder)) rmSync(made, { recursive: true });
  else renameSync(made, folder);
}
