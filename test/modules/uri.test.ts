// uri by a real curl, and over a forwarded port, against a real server; what it registers, and what it refuses.

import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Action, ActionContext } from '../../src/module.js';
import { uri } from '../../src/modules/uri.js';
import { useWebServer } from '../web/server.js';
import { refusals, runAction } from './ask_module.js';
import { runLocally } from './local_shell.js';

const url = useWebServer();

/** How the host asks, by what it has. */
const ways = {
  curl: ['/bin/dash'],
  'no curl': ['/usr/bin/env', '-i', 'PATH=/nonexistent', '/bin/sh'],
} as const;

function contextOf(way: keyof typeof ways): Partial<ActionContext> {
  return {
    ask: async (script, how = {}) => runLocally(ways[way], script, how.input),
    forward: async (port) => connect(port, '127.0.0.1'),
  };
}

describe.each(Object.keys(ways) as (keyof typeof ways)[])('%s', (way) => {
  const ask = (params: object) => runAction('uri', params, contextOf(way));

  it('a page, and a page as a value', async () => {
    const page = await ask({ url: url('/fresh'), return_content: true });
    expect(page).toMatchObject({
      failed: false,
      result: {
        status: 200,
        content: 'what is served\n',
        redirected: false,
        msg: 'OK (15 bytes)',
        content_length: '15',
      },
    });
    const json = await ask({ url: url('/json') });
    expect(json.result).toMatchObject({
      json: { a: { b: [1, 'ü'] } },
      x_more_of_it: 'yes',
      content_type: 'application/json',
    });
    expect(json.result).not.toHaveProperty('content');
  });

  it('an error of JSON-RPC under HTTP 200', async () => {
    const body = { jsonrpc: '2.0', id: 1, method: 'nothing', params: [] };
    const { failed, result } = await ask({ url: url('/rpc'), method: 'POST', body_format: 'json', body });
    expect(failed).toBe(false);
    expect(result).toMatchObject({ json: { error: { code: -32601 } } });
  });

  it.each([
    [
      { method: 'POST', body: { a: 'b c', d: [1, 2] }, body_format: 'form-urlencoded' },
      'POST',
      'application/x-www-form-urlencoded',
      'a=b+c&d=1&d=2',
    ],
    [{ method: 'PUT', body: { a: 'ü' }, body_format: 'json' }, 'PUT', 'application/json', '{"a":"ü"}'],
    [
      { method: 'POST', body: '@/etc/passwd', headers: { 'Content-Type': 'text/plain' } },
      'POST',
      'text/plain',
      '@/etc/passwd',
    ],
    [{ method: 'DELETE' }, 'DELETE', undefined, ''],
  ])('sends %j', async (params, method, type, body) => {
    const { result } = await ask({ url: url('/echo'), ...params });
    expect(result?.json).toEqual({ method, body, ...(type === undefined ? {} : { type }) });
  });

  it('another status, and the one that is wanted', async () => {
    expect(await ask({ url: url('/gone'), return_content: true })).toMatchObject({
      failed: true,
      message: 'Status code was 404 and not [200]: HTTP 404 Not Found',
      result: { status: 404, content: 'there was something here\n' },
    });
    expect(await ask({ url: url('/broken') })).toMatchObject({
      failed: true,
      result: { json: { why: 'broken' } },
    });
    expect((await ask({ url: url('/gone'), status_code: [200, 404] })).failed).toBe(false);
    expect((await ask({ url: url('/created'), status_code: '201' })).failed).toBe(false);
  });

  it('redirects', async () => {
    const followed = await ask({ url: url('/redirect'), return_content: true });
    expect(followed.result).toMatchObject({
      status: 200,
      content: 'what is served\n',
      redirected: true,
      url: url('/file'),
    });
    expect(
      (await ask({ url: url('/redirect'), follow_redirects: 'none', status_code: 302 })).result,
    ).toMatchObject({
      status: 302,
      location: '/file',
    });
    expect((await ask({ url: url('/redirect'), method: 'POST', status_code: 302 })).failed).toBe(false);
    expect((await ask({ url: url('/loop') })).result?.status).toBe(-1);
    expect((await ask({ url: url('/elsewhere') })).result?.status).toBe(-1);
  });

  it('user and password, a head alone, what breaks off, nobody there', async () => {
    const login = { url_username: 'me', url_password: 'pa ss"w\\ord' };
    expect((await ask({ url: url('/login'), ...login })).failed).toBe(false);
    expect((await ask({ url: url('/login') })).result?.status).toBe(401);
    const head = await ask({ url: url('/large'), method: 'HEAD', return_content: true });
    expect(head.result).toMatchObject({ status: 200, content: '', content_length: String(3 << 20) });
    expect((await ask({ url: url('/torn') })).result).toMatchObject({ status: -1 });
    const nobody = await ask({ url: 'http://127.0.0.1:1/' });
    expect(nobody.message).toMatch(/^Status code was -1 and not \[200\]: .*(refused|connect)/i);
  });

  it('creates and removes', async () => {
    const nobody = 'http://127.0.0.1:1/';
    expect(await ask({ url: nobody, creates: '/etc/passwd' })).toEqual({
      message: 'nothing is asked, because of creates',
    });
    expect(await ask({ url: nobody, removes: '/etc/none' })).toEqual({
      message: 'nothing is asked, because of removes',
    });
  });
});

it('says what is missing where the server is elsewhere', async () => {
  const { failed, message } = await runAction(
    'uri',
    { url: 'http://u:p@example.org/a?t=1' },
    contextOf('no curl'),
  );
  expect({ failed, message }).toEqual({
    failed: true,
    message: 'this host has no curl to ask http://example.org/a with: install it (apt: name: curl)',
  });
});

it('is asked by a plan only where it only asks', () => {
  const { plan, params } = uri as Action<unknown>;
  const planOf = (method: string) =>
    typeof plan === 'function' && plan(params.parse({ url: 'http://x/', method }));
  expect(planOf('get')).toBe('run');
  expect(planOf('POST')).toEqual({ skip: 'a plan sends no POST, only GET and HEAD' });
});

it('sends once what may change something', async () => {
  const sent: unknown[] = [];
  const ask: ActionContext['ask'] = async (script, how) => {
    sent.push(how?.once);
    return runLocally(ways.curl, script, how?.input);
  };
  await runAction('uri', { url: url('/echo') }, { ask });
  await runAction('uri', { url: url('/echo'), method: 'POST', body: 'x' }, { ask });
  expect(sent).toEqual([undefined, false, undefined, true]);
});

it.each([
  [{ url: 'x' }, 'url: expected a URL that begins with http:// or https://'],
  [{ url: 'http://x', method: 'GE T' }, 'method: expected one word, such as POST'],
  [{ url: 'http://x', status_code: 'ok' }, 'status_code: expected an HTTP status or a list of them'],
  [
    { url: 'http://x', body: { a: 1 } },
    'body: a body that is no text needs body_format: json or form-urlencoded',
  ],
  [
    { url: 'http://x', body: [1], body_format: 'form-urlencoded' },
    'body: expected a map, a list of pairs, or a text',
  ],
])('refuses %j', (params, refusal) => {
  expect(refusals('uri', params)).toEqual([refusal]);
});
