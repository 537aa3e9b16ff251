// The one number in nginx.conf that no drop-in can set: found, raised, and nothing else touched.

import { describe, expect, it } from 'vitest';
import { findEvents } from '../../src/module_parts/nginx/events.js';
import { verdictOf } from './ask_module.js';

const debian = `user www-data;
worker_processes auto; # events { worker_connections 1; }
pid /run/nginx.pid;
include /etc/nginx/modules-enabled/*.conf;

events {
\tworker_connections 768;
\t# multi_accept on;
}

http {
\tlog_format x '$remote_addr { worker_connections 2; }';
}
`;

function raised(text: string, at_least: number): string | undefined {
  const verdict = verdictOf('nginx_worker_connections', { at_least }, text);
  const [step] = verdict?.kind === 'change' ? verdict.steps : [];
  return step?.kind === 'put' ? Buffer.from(step.content).toString() : undefined;
}

it('raises the number of a Debian host and keeps every other byte', () => {
  expect(raised(debian, 2048)).toBe(debian.replace('768', '2048'));
  const verdict = verdictOf('nginx_worker_connections', { at_least: 2048 }, debian);
  expect(verdict).toMatchObject({ fields: [{ name: 'at_least', from: 768, to: 2048 }] });
});

it('never lowers it', () => {
  expect(verdictOf('nginx_worker_connections', { at_least: 768 }, debian)).toBeNull();
  expect(verdictOf('nginx_worker_connections', { at_least: 100 }, debian)).toBeNull();
});

it.each([
  ['one line', 'events{worker_connections 10;}', 'events{worker_connections 900;}'],
  ['no number', 'events {}\n', 'events {\n\tworker_connections 900;}\n'],
  [
    'a block before it',
    'stream { x { } } events { worker_connections  5 ; }',
    'stream { x { } } events { worker_connections  900 ; }',
  ],
  [
    'braces in texts and comments',
    `env "X={"; # {\nevents { worker_connections 5; }`,
    `env "X={"; # {\nevents { worker_connections 900; }`,
  ],
])('finds it: %s', (_, before, after) => {
  expect(raised(before, 900)).toBe(after);
  expect(verdictOf('nginx_worker_connections', { at_least: 900 }, after)).toBeNull();
});

describe('what it leaves to people', () => {
  it.each([
    ['no nginx', null, /there is no \/etc\/nginx\/nginx\.conf: install nginx/],
    ['no block', 'http { events { worker_connections 1; } }', /no events block/],
    ['other files', 'events { include /etc/nginx/events.d/*; }', /includes other files/],
    ['no number', 'events { worker_connections many; }', /worker_connections is "many"/],
  ])('%s', (_, text, why) => {
    expect(verdictOf('nginx_worker_connections', { at_least: 900 }, text)).toMatchObject({
      kind: 'missing',
      why: expect.stringMatching(why),
    });
  });
});

it('takes no comment for the block', () => {
  expect(findEvents('# events { worker_connections 1; }\n')).toMatchObject({ kind: 'odd' });
});
