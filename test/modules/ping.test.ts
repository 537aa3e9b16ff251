import { expect, it } from 'vitest';
import type { Action } from '../../src/module.js';
import { ping } from '../../src/modules/ping.js';

const action = ping as Action<unknown>;
const run = (params: object, said: string) => {
  const seen = { code: 0, stdout: Buffer.from(said), stderr: Buffer.alloc(0) };
  return action.run(action.params.parse(params), { seen } as never);
};

it('says pong, or what it was told to say, where the host answers', () => {
  expect(run({}, 'alive\n')).toMatchObject({ failed: false, message: 'pong', result: { ping: 'pong' } });
  expect(run({ data: 'hi' }, 'alive\n')).toMatchObject({ message: 'hi', result: { ping: 'hi' } });
});

it('fails where what answers is something else', () => {
  expect(run({}, 'welcome\nalive\n')).toMatchObject({ failed: true });
});
