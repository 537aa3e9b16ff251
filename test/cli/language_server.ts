// The real yaml-language-server, as an editor talks to it: over its standard input and output.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Position {
  /** Both count from 0. */
  readonly line: number;
  readonly character: number;
}

export interface Diagnostic {
  readonly message: string;
  readonly range: { readonly start: Position };
}

export interface LanguageServer {
  /** What it says of a file with this text. */
  diagnose(name: string, text: string): Promise<readonly Diagnostic[]>;
  /** What it offers there, in the text that was diagnosed last. */
  complete(name: string, position: Position): Promise<readonly string[]>;
  hover(name: string, position: Position): Promise<string>;
  close(): void;
}

const require = createRequire(import.meta.url);

/** Nothing is fetched: a schema is named by the file itself. */
const settings = {
  yaml: { validate: true, hover: true, completion: true, schemaStore: { enable: false } },
};

/** @param folder of the files, which need not be there; their schemas have to */
export async function startLanguageServer(folder: string): Promise<LanguageServer> {
  const program = join(require.resolve('yaml-language-server/package.json'), '../bin/yaml-language-server');
  const child = spawn(process.execPath, [program, '--stdio']);
  const waiting = new Map<string, (value: never) => void>();
  const told = (key: string, value: unknown) => {
    waiting.get(key)?.(value as never);
    waiting.delete(key);
  };
  const send = (message: object) => child.stdin.write(framed({ jsonrpc: '2.0', ...message }));
  onMessages(child, (message) => {
    const { id, method, params, result } = message;
    if (method === 'textDocument/publishDiagnostics') told(params?.uri ?? '', params?.diagnostics);
    // It asks for its settings, section by section; whatever else it asks for needs no more than an answer.
    else if (method && id !== undefined)
      send({
        id,
        result: params?.items?.map(({ section }) => (section === 'yaml' ? settings.yaml : null)) ?? null,
      });
    else if (id !== undefined) told(String(id), result);
  });
  const answer = <Answer>(key: string) =>
    new Promise<Answer>((resolve) => waiting.set(key, resolve as (value: never) => void));
  let last = 0;
  const ask = <Answer>(method: string, params: object): Promise<Answer> => {
    last += 1;
    send({ id: last, method, params });
    return answer<Answer>(String(last));
  };
  const uriOf = (name: string) => pathToFileURL(join(folder, name)).href;
  await ask('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    capabilities: { workspace: { configuration: true } },
  });
  send({ method: 'initialized', params: {} });
  send({ method: 'workspace/didChangeConfiguration', params: { settings } });
  return {
    diagnose: (name, text) => {
      const uri = uriOf(name);
      const diagnostics = answer<readonly Diagnostic[]>(uri);
      const textDocument = { uri, languageId: 'yaml', version: 1, text };
      send({ method: 'textDocument/didOpen', params: { textDocument } });
      return diagnostics;
    },
    complete: async (name, position) => {
      const params = { textDocument: { uri: uriOf(name) }, position };
      const { items } = await ask<{ items: readonly { label: string }[] }>('textDocument/completion', params);
      return items.map(({ label }) => label);
    },
    hover: async (name, position) => {
      const params = { textDocument: { uri: uriOf(name) }, position };
      const hover = await ask<{ contents: { value: string } } | null>('textDocument/hover', params);
      return hover?.contents.value ?? '';
    },
    close: () => child.kill(),
  };
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: {
    readonly uri?: string;
    readonly diagnostics?: unknown;
    readonly items?: readonly { readonly section: string }[];
  };
  readonly result?: unknown;
}

function framed(message: object): string {
  const body = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

function onMessages(child: ChildProcessWithoutNullStreams, take: (message: Message) => void): void {
  let rest = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const end = rest.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/.exec(rest.toString('latin1', 0, Math.max(end, 0)))?.[1]);
      if (end === -1 || rest.length < end + 4 + length) return;
      const body = rest.toString('utf8', end + 4, end + 4 + length);
      rest = rest.subarray(end + 4 + length);
      take(JSON.parse(body) as Message);
    }
  });
}
