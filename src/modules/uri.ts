// uri: one request to a web server, from the host, and what it answers.

import { readKeyValues } from '../host_words.js';
import { type ActionContext, type ActionResult, defineAction } from '../module.js';
import { readCurl, resultOf, type UriAnswer } from '../module_parts/uri/answer.js';
import { bodyOf, follows, isSafe, params, type WantedRequest } from '../module_parts/uri/params.js';
import { curlScript, largestAnswer, lookScript, ownPort, sentOf } from '../module_parts/uri/request.js';
import { requestOf, shownUrl } from '../module_parts/web/params.js';

export const uri = defineAction({
  kind: 'action',
  name: 'uri',
  summary: 'a request to a web server, from the host, and its answer for register',
  params,
  aliases: { user: 'url_username', password: 'url_password' },
  bare: 'url',
  returns: {
    status: 'the HTTP status; -1: there was no answer',
    json: 'the answer as a value, where its Content-Type says that it is JSON',
    content: 'the text of the answer, with return_content',
    url: 'where the answer came from, after redirects',
    redirected: 'true: that is another URL',
    msg: 'in one sentence',
    elapsed: 'seconds',
    '*': 'each header of the answer, in lower case and with _ for -: content_type, location',
  },
  example: `
- name: the node is in sync
  uri:
    url: http://127.0.0.1:9944
    method: POST
    body_format: json
    body: {jsonrpc: "2.0", id: 1, method: system_health, params: []}
  register: health
  failed_when: health.failed || has(health.json.error)
`,
  plan: (wanted) =>
    isSafe(wanted) ? 'run' : { skip: `a plan sends no ${wanted.method.toUpperCase()}, only GET and HEAD` },
  barrier: true,
  async run(wanted, context) {
    const look = readKeyValues(await context.ask(lookScript(wanted)));
    const guard = look.get('skip');
    if (guard !== undefined) return { message: `nothing is asked, because of ${guard}` };
    const began = performance.now();
    const answer =
      look.get('web') === 'none' ? await throughForward(wanted, context) : await byCurl(wanted, context);
    if (!('status' in answer)) return answer;
    return resultOf(wanted, answer, Math.floor((performance.now() - began) / 1000));
  },
});

async function byCurl(wanted: WantedRequest, { ask }: ActionContext): Promise<UriAnswer> {
  const input = bodyOf(wanted)?.bytes;
  return readCurl(await ask(curlScript(wanted), { ...(input && { input }), once: !isSafe(wanted) }));
}

async function throughForward(
  wanted: WantedRequest,
  context: ActionContext,
): Promise<UriAnswer | ActionResult> {
  const { url } = requestOf(wanted);
  if (ownPort(url) === undefined) {
    const message = `this host has no curl to ask ${shownUrl(url)} with: install it (apt: name: curl)`;
    return { failed: true, message };
  }
  // Loaded where a host has no program of its own.
  const { askWeb, NoAnswer } = await import('../web/ask.js');
  const body = bodyOf(wanted)?.bytes;
  try {
    const answer = await askWeb({
      ...{ url, method: wanted.method.toUpperCase(), headers: sentOf(wanted), timeout: wanted.timeout },
      ...(body && { body }),
      ...{ follow: follows(wanted), validateCerts: true, limit: largestAnswer, signal: context.signal },
      open: (to) => {
        const port = ownPort(to);
        if (port !== undefined) return context.forward(port);
        throw new NoAnswer(`it redirects to ${shownUrl(to)}, and this host has no curl to ask there with`);
      },
    });
    return { ...answer, headers: Object.entries(answer.headers) };
  } catch (error) {
    if (!(error instanceof Error) || !['NoAnswer', 'NotForwarded'].includes(error.name)) throw error;
    return { status: -1, reason: error.message, headers: [], body: Buffer.alloc(0), url };
  }
}
