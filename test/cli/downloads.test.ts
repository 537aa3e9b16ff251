// get_url and uri in whole runs, on this machine: with curl, and in the controller's stead without it; what a plan asks.

import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useWebServer } from '../web/server.js';
import { eventsOf, useProgram, waitingForLock } from './hostwright.js';

const program = useProgram();
const url = useWebServer();

const inventory = 'all: { hosts: { here: { ansible_connection: local } } }\n';

function site(folder: string): string {
  return `
- hosts: all
  environment: {PATH: "${folder}/bin"}
  tasks:
    - name: a file
      get_url: {url: "${url('/fresh')}", dest: "${folder}/file", unsafe_path: allow}
      register: got
    - name: no file
      get_url: {url: "${url('/gone')}", dest: "${folder}/gone", unsafe_path: allow}
      ignore_errors: true
    - name: a value
      uri: "${url('/json')}"
      register: page
    - name: an error under HTTP 200
      uri: {url: "${url('/rpc')}", method: POST, body_format: json, body: {method: none}}
      register: answer
      failed_when: answer.failed || has(answer.json.error)
      ignore_errors: true
    - name: what was heard
      debug: {msg: "{{page.json.a.b.[1]}} {{got.status_code}} {{answer.json.error.code}}"}
    - name: the port
      wait_for: {port: ${new URL(url('/')).port}, timeout: 5}
`;
}

/** Programs of this machine, without those that are named. */
function binWithout(folder: string, names: readonly string[]): void {
  mkdirSync(join(folder, 'bin'));
  const own = readdirSync('/usr/bin').filter((name) => !names.includes(name));
  for (const name of own) symlinkSync(join('/usr/bin', name), join(folder, 'bin', name));
}

it.each([
  ['curl', []],
  ['neither curl nor wget', ['curl', 'wget']],
])('a host with %s', async (_, without) => {
  const folder = program.folderWith({ 'inventory.yml': inventory });
  binWithout(folder, without);
  writeFileSync(join(folder, 'site.yml'), site(folder));
  const outcomes = async (verb: string) => {
    const ran = await program.run(folder, [
      verb,
      'site.yml',
      '-i',
      'inventory.yml',
      '--output',
      'json',
      ...waitingForLock(verb),
    ]);
    return eventsOf(ran)
      .filter((event) => event.type === 'outcome')
      .map(({ task, status, message }) => [task.name, status, message?.replaceAll(url(''), '')]);
  };
  const gone = '/gone answers with HTTP 404: correct the URL, or see what the server says';
  const planned = await outcomes('plan');
  expect(planned.slice(0, 4)).toEqual([
    ['a file', 'would_change', undefined],
    ['no file', 'unknown', `"a file" comes first; today ${gone.split(':')[0]}`],
    ['a value', 'ok', undefined],
    ['an error under HTTP 200', 'skipped', 'a plan sends no POST, only GET and HEAD'],
  ]);
  expect(readdirSync(folder).sort()).toEqual(['bin', 'inventory.yml', 'site.yml']);
  const applied = await outcomes('apply');
  expect(applied.map(([name, status]) => [name, status])).toEqual([
    ['a file', 'changed'],
    ['no file', 'failed'],
    ['a value', 'ok'],
    ['an error under HTTP 200', 'failed'],
    ['what was heard', 'ok'],
    ['the port', 'ok'],
  ]);
  expect(applied[4]?.[2]).toBe('ü 200 -32601');
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('what is served\n');
  expect((await outcomes('apply'))[0]?.[1]).toBe('ok');
  rmSync(join(folder, 'bin'), { recursive: true });
});
