// The options that the ssh of this machine knows, asked from itself; and unusual values for those that change nothing.

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Older spellings, and what `ssh -G` calls them. */
const ALIASES: Readonly<Record<string, string>> = {
  challengeresponseauthentication: 'kbdinteractiveauthentication',
  dsaauthentication: 'pubkeyauthentication',
  hostbasedacceptedkeytypes: 'hostbasedacceptedalgorithms',
  hostbasedkeytypes: 'hostbasedacceptedalgorithms',
  identityfile2: 'identityfile',
  keepalive: 'tcpkeepalive',
  globalknownhostsfile2: 'globalknownhostsfile',
  pubkeyacceptedkeytypes: 'pubkeyacceptedalgorithms',
  rsaminsize: 'requiredrsasize',
  skeyauthentication: 'kbdinteractiveauthentication',
  smartcarddevice: 'pkcs11provider',
  tisauthentication: 'kbdinteractiveauthentication',
  userknownhostsfile2: 'userknownhostsfile',
};

/** What ssh takes and does nothing with. */
const NOTHING =
  /^(cipher|protocol|fallbacktorsh|rhostsauthentication|useblacklistedkeys|useroaming|usersh|useprivilegedport|protocolkeepalives|setuptimeout|afstokenpassing|compressionlevel|kerberos\w+|globalknownhostsfile2|rhostsrsaauthentication|rsaauthentication)$/;

/** Texts in the program that it takes for the name of an option, and does not call deprecated; and all that it prints. */
export async function keywordsOfSsh(): Promise<readonly string[]> {
  const program = (await promisify(execFile)('sh', ['-c', 'command -v ssh'])).stdout.trim();
  const texts = readFileSync(program, 'latin1').match(/(?<=\0)[a-z][a-z0-9]{2,39}(?=\0)/gi) ?? [];
  // A linker keeps a text that another one ends with only once: localcommand, in permitlocalcommand.
  const ends = (text: string) =>
    [...text].map((_, start) => text.slice(start)).filter((end) => end.length > 2);
  const words = [...new Set(texts.flatMap((text) => ends(text.toLowerCase())))].filter(
    (word) => /^[a-z]/.test(word) && word !== 'include',
  );
  const found = new Set(['include']);
  // It gives up at a few values; what it gave up at it knows, and is asked about the rest.
  for (let from = 0; from < words.length; ) {
    const { refused, last } = await complaints(words.slice(from));
    for (const [index, word] of words.slice(from, from + last).entries())
      if (!refused.has(index + 1)) found.add(word);
    from += last;
  }
  const { stdout } = await promisify(execFile)('ssh', ['-G', '-F', 'none', 'host']);
  for (const line of stdout.split('\n')) if (line !== '') found.add(line.split(' ')[0]?.toLowerCase() ?? '');
  return [...new Set([...found].map((word) => ALIASES[word] ?? word))].filter((word) => !NOTHING.test(word));
}

/** @returns lines that are no option, or one that means nothing any more; and how many lines were read */
async function complaints(words: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'hostwright-keywords-'));
  const file = join(folder, 'config');
  writeFileSync(file, words.map((word) => `${word} no\n`).join(''));
  const said = await promisify(execFile)('ssh', ['-G', '-F', file, 'host']).then(
    ({ stderr }) => stderr,
    (error: { readonly stderr: string }) => error.stderr,
  );
  rmSync(folder, { recursive: true });
  const lines = [...said.matchAll(/line (\d+): (.*)/g)];
  const refused = lines.filter(([, , what]) => /Bad configuration|Deprecated|Unsupported/i.test(what ?? ''));
  const isWhole = /terminating, \d+ bad/.test(said);
  const last = /line (\d+)\D*[^\n]*\n?$/.exec(said.trimEnd())?.[1];
  return {
    refused: new Set(refused.map(([, number]) => Number(number))),
    last: isWhole ? words.length : Number(last ?? words.length),
  };
}

/** A value beside the usual one, for each option that is said to be of no consequence. */
export const idleSamples: Readonly<Record<string, string>> = {
  addkeystoagent: 'yes',
  casignaturealgorithms: 'ssh-ed25519',
  certificatefile: '/nowhere/cert.pub',
  channeltimeout: 'session=1s',
  clearallforwardings: 'no',
  compression: 'yes',
  connectionattempts: '3',
  controlmaster: 'auto',
  controlpath: '/nowhere/socket',
  controlpersist: 'yes',
  dynamicforward: '1',
  enableescapecommandline: 'yes',
  enablesshkeysign: 'yes',
  escapechar: 'none',
  exitonforwardfailure: 'yes',
  fingerprinthash: 'md5',
  forkafterauthentication: 'yes',
  forwardagent: 'yes',
  forwardx11: 'yes',
  forwardx11timeout: '1',
  forwardx11trusted: 'no',
  gatewayports: 'yes',
  gssapiauthentication: 'yes',
  gssapiclientidentity: 'nobody',
  gssapidelegatecredentials: 'yes',
  gssapikexalgorithms: 'gss-group14-sha256-',
  gssapikeyexchange: 'yes',
  gssapirenewalforcesrekey: 'yes',
  gssapiserveridentity: 'nobody',
  gssapitrustdns: 'yes',
  hostbasedacceptedalgorithms: 'ssh-ed25519',
  hostbasedauthentication: 'yes',
  ipqos: 'none',
  kbdinteractivedevices: 'pam',
  localcommand: 'false',
  localforward: '1 127.0.0.1:1',
  loglevel: 'QUIET',
  logverbose: '*',
  nohostauthenticationforlocalhost: 'yes',
  numberofpasswordprompts: '1',
  obscurekeystroketiming: 'no',
  permitlocalcommand: 'yes',
  permitremoteopen: 'none',
  pkcs11provider: '/nowhere/lib.so',
  proxyusefdpass: 'yes',
  rekeylimit: '1G 1h',
  remotecommand: 'false',
  remoteforward: '1 127.0.0.1:1',
  requesttty: 'force',
  securitykeyprovider: '/nowhere/lib.so',
  sendenv: 'HOME',
  serveralivecountmax: '1',
  serveraliveinterval: '1',
  sessiontype: 'none',
  setenv: 'BASH_ENV=/nowhere/env',
  stdinnull: 'yes',
  streamlocalbindmask: '0000',
  streamlocalbindunlink: 'yes',
  syslogfacility: 'AUTH',
  tcpkeepalive: 'no',
  tunnel: 'yes',
  tunneldevice: '0:0',
  updatehostkeys: 'yes',
  usekeychain: 'yes',
  versionaddendum: 'none',
  visualhostkey: 'yes',
  warnweakcrypto: 'no',
  xauthlocation: '/nowhere/xauth',
};
