import { expect, it } from 'vitest';
import type { Action } from '../../src/module.js';
import { setup } from '../../src/modules/setup.js';

const action = setup as Action<unknown>;
const run = (filter?: unknown) => {
  const said = 'system=Linux\nnodename=rpc1\nid=debian\nname=Debian GNU/Linux\nrelease=trixie\nversion=13\n';
  const seen = { code: 0, stdout: Buffer.from(said), stderr: Buffer.alloc(0) };
  return action.run(action.params.parse(filter === undefined ? {} : { filter }), { seen } as never);
};

it.each([
  ['distribution', ['distribution']],
  ['ansible_distribution_r*', ['distribution_release']],
  [
    ['kernel', '*_mgr'],
    ['kernel', 'service_mgr'],
  ],
])('shows the facts called %j', async (filter, names) => {
  const { message, result } = await run(filter);
  expect(Object.keys(JSON.parse(message ?? ''))).toEqual(names);
  expect(Object.keys((result as { ansible_facts: object }).ansible_facts)).toEqual(names);
});

it('shows all of them by default, and says which there are where none is meant', async () => {
  expect((await run()).message).toContain('"distribution_release": "trixie"');
  const none = await run('distro.*');
  expect(none).toMatchObject({
    failed: true,
    message: expect.stringMatching(/^no fact is called distro\.\*; .*kernel/),
  });
});
