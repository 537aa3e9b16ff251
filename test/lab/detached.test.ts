// A long installation on a real host, while its controller dies and while the network is gone: dpkg is asked once, and
// ends what it began.

import { beforeAll, describe, expect, it } from 'vitest';
import { labRun } from '../../src/lab/index.js';
import { useProgram } from '../cli/hostwright.js';
import { useLab } from './hosts.js';
import { offerSlowPackages } from './slow_packages.js';

const program = useProgram();
const lab = useLab([{ name: 'h1', release: 'bookworm' }]);

async function onHost(script: string): Promise<string> {
  return (await labRun(lab(), 'h1', script)).stdout;
}

beforeAll(() => onHost(offerSlowPackages({ killed: 15, cut: 20 })));

const site = (name: string) => `- hosts: all\n  become: true\n  tasks: [{ apt: { name: ${name} } }]\n`;
const words = () => ['apply', 'site.yml', '-i', lab().inventory, '--output', 'lines'];
const state = (name: string) =>
  onHost(`dpkg-query -W -f '\${db:Status-Status}\\n' ${name}; dpkg --audit; cat /srv/${name}.ran`);

async function untilItRuns(name: string): Promise<void> {
  await onHost(`until [ -e /srv/${name}.ran ]; do sleep 0.1; done`);
}

describe('an installation goes on', () => {
  it('when the controller is killed, and the next run is shown its end', async () => {
    const folder = program.folderWith({ 'site.yml': site('killed') });
    const first = program.start(folder, words());
    await untilItRuns('killed');
    first.child.kill('SIGKILL');
    await first.ended;
    const { code, stdout } = await program.run(folder, words());
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 change on 1 host'),
    });
    expect(await state('killed')).toBe('installed\nx\n');
  });

  it('when the network is gone for longer than the connection bears, and the same run tells its end', async () => {
    const folder = program.folderWith({ 'site.yml': site('cut') });
    const run = program.start(folder, words());
    await untilItRuns('cut');
    const link = "$(ip -o link | sed -n 's/^[0-9]*: \\([^@:]*\\).*/\\1/p' | grep -v '^lo$' | head -n 1)";
    await onHost(
      `link=${link}; (ip link set "$link" down; sleep 45; ip link set "$link" up) >/dev/null 2>&1 &`,
    );
    const { code, stdout } = await run.ended;
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('connecting again') });
    expect(await state('cut')).toMatch(/^installed\nx\n/);
  });
});
