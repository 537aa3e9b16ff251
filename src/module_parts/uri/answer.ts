// An answer of a web server, and what `register` holds of it.

import type { Json, JsonObject } from '../../json.js';
import type { ActionResult, Output } from '../../module.js';
import { requestOf } from '../web/params.js';
import type { WantedRequest } from './params.js';

export interface UriAnswer {
  /** -1: there was none. */
  readonly status: number;
  /** The words beside the status, or why there was no answer. */
  readonly reason: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly url: string;
}

/** What curl printed: all heads and the body on standard output, `hw_` lines on standard error (request.ts). */
export function readCurl({ stdout, stderr }: Output): UriAnswer {
  const said = new Map(
    stderr
      .toString('utf8')
      .split('\n')
      .flatMap((line) => {
        const [, name = '', value = ''] = /^hw_([a-z]+)=(.*)$/.exec(line) ?? [];
        return name === '' ? [] : [[name, value] as const];
      }),
  );
  const size = Number(said.get('size') ?? 0);
  const why = /^curl: (?:\(\d+\) )?(.+)$/m.exec(stderr.toString('utf8'))?.[1] ?? 'nobody says why';
  const heads = stdout
    .subarray(0, size)
    .toString('latin1')
    .trimEnd()
    .split(/\r?\n\r?\n/);
  const [first = '', ...lines] = (heads.at(-1) ?? '').split(/\r?\n/);
  const isWhole = ['0', '8'].includes(said.get('exit') ?? '');
  return {
    status: isWhole ? Number(said.get('status') ?? -1) : -1,
    reason: isWhole ? first.replace(/^HTTP\/\S+ \d+ ?/, '') : why,
    headers: lines.flatMap((line) => {
      const at = line.indexOf(':');
      return at > 0 ? [[line.slice(0, at), line.slice(at + 1).trim()] as const] : [];
    }),
    body: stdout.subarray(size),
    url: said.get('url') ?? '',
  };
}

/** @param elapsed seconds */
export function resultOf(wanted: WantedRequest, answer: UriAnswer, elapsed: number): ActionResult {
  const { status, reason, headers, body, url } = answer;
  const type = headers.findLast(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  const expected = wanted.status_code.includes(status);
  const ending = status === -1 ? reason : `HTTP ${status} ${reason}`.trimEnd();
  const msg = expected
    ? `OK (${body.length} bytes)`
    : `Status code was ${status} and not [${wanted.status_code.join(', ')}]: ${ending}`;
  const json = /[/+](json|javascript)\s*(;|$)/i.test(type) ? parsed(body) : undefined;
  const result: JsonObject = {
    ...Object.fromEntries(headers.map(([name, value]) => [name.replaceAll('-', '_').toLowerCase(), value])),
    ...(wanted.return_content ? { content: body.toString('utf8') } : {}),
    ...(json === undefined ? {} : { json }),
    ...{ status, url, redirected: url !== requestOf(wanted).url, msg, elapsed },
  };
  return { failed: !expected, result, ...(expected ? {} : { message: msg }) };
}

function parsed(body: Buffer): Json | undefined {
  try {
    return JSON.parse(body.toString('utf8')) as Json;
  } catch {
    return undefined;
  }
}
