// The text of a key file: what ssh2 reads, and what is put into a form that it reads. Pure.

import { createPrivateKey, type KeyObject } from 'node:crypto';
import ssh2, { type ParsedKey } from 'ssh2';
import { field } from './wire.js';

/** `public` is known where the file tells it. */
export type KeyText =
  | { readonly kind: 'open'; readonly key: ParsedKey }
  | { readonly kind: 'encrypted'; readonly public?: Buffer | undefined }
  | { readonly kind: 'unusable'; readonly why: string; readonly public?: Buffer | undefined };

/** An encrypted key stays `encrypted` where the passphrase is wrong. */
export function readKeyText(text: string, passphrase?: string): KeyText {
  if (/^-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/m.test(text)) return readPkcs8(text, passphrase);
  const header = headerOf(text);
  const refusal = header && whyNot(header);
  if (refusal !== undefined) return { kind: 'unusable', why: refusal, public: header?.public };
  const key = parse(text, passphrase);
  if (!(key instanceof Error)) return { kind: 'open', key };
  const isEncrypted = /encrypted|passphrase|unable to authenticate/i.test(key.message);
  return isEncrypted
    ? { kind: 'encrypted', public: header?.public }
    : { kind: 'unusable', why: key.message.toLowerCase() };
}

interface Header {
  readonly cipher: string;
  readonly public: Buffer;
}

/** The part of an OpenSSH private key that is never encrypted (PROTOCOL.key). */
function headerOf(text: string): Header | undefined {
  const [, base64 = ''] =
    /^-----BEGIN OPENSSH PRIVATE KEY-----([^-]+)-----END OPENSSH PRIVATE KEY-----/m.exec(text) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  let at = MAGIC.length;
  const next = (): Buffer => {
    const length = at + 4 <= bytes.length ? bytes.readUInt32BE(at) : 0;
    const field = bytes.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return field;
  };
  const cipher = next().toString('latin1');
  next(); // how the passphrase becomes a key
  next(); // and with what
  at += 4; // how many keys: one
  return { cipher, public: next() };
}

const MAGIC = 'openssh-key-v1\0';

function whyNot({ cipher, public: blob }: Header): string | undefined {
  if (cipher === 'chacha20-poly1305@openssh.com')
    return `it is encrypted with ${cipher}, which the built-in client cannot read; ssh-keygen -p -Z aes256-ctr -f FILE changes that, and ssh-add FILE does without`;
  const type = blob.toString('latin1', 4, 4 + (blob.length > 4 ? blob.readUInt32BE(0) : 0));
  return type.startsWith('sk-') ? `it is the key of a FIDO device, ${type}` : undefined;
}

/** What openssl and clouds write. Node reads it, and writes what ssh2 reads. */
function readPkcs8(text: string, passphrase: string | undefined): KeyText {
  const isEncrypted = text.includes('BEGIN ENCRYPTED');
  if (isEncrypted && passphrase === undefined) return { kind: 'encrypted' };
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: text, format: 'pem', ...(isEncrypted && { passphrase }) });
  } catch (error) {
    return isEncrypted ? { kind: 'encrypted' } : { kind: 'unusable', why: (error as Error).message };
  }
  const rewritten = rewrite(key);
  if (rewritten === undefined)
    return { kind: 'unusable', why: `SSH has no keys of type ${key.asymmetricKeyType}` };
  const parsed = parse(rewritten);
  return parsed instanceof Error
    ? { kind: 'unusable', why: parsed.message.toLowerCase() }
    : { kind: 'open', key: parsed };
}

function rewrite(key: KeyObject): string | undefined {
  if (key.asymmetricKeyType === 'rsa') return key.export({ type: 'pkcs1', format: 'pem' }).toString();
  if (key.asymmetricKeyType === 'ec') return key.export({ type: 'sec1', format: 'pem' }).toString();
  return key.asymmetricKeyType === 'ed25519' ? ed25519(key) : undefined;
}

/** There is no older form of these keys, so it is OpenSSH's own, not encrypted. */
function ed25519(key: KeyObject): string {
  const { d = '', x = '' } = key.export({ format: 'jwk' });
  const [secret, open] = [Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')];
  const type = Buffer.from('ssh-ed25519');
  const zero = Buffer.alloc(4);
  const body = [zero, zero, ...[type, open, Buffer.concat([secret, open]), Buffer.alloc(0)].map(field)];
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, -Buffer.concat(body).length & 7));
  const bytes = Buffer.concat([
    Buffer.from(MAGIC),
    ...[Buffer.from('none'), Buffer.from('none'), Buffer.alloc(0)].map(field),
    Buffer.from([0, 0, 0, 1]),
    field(Buffer.concat([type, open].map(field))),
    field(Buffer.concat([...body, padding])),
  ]);
  const lines = bytes.toString('base64').replace(/.{1,70}/g, '$&\n');
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}-----END OPENSSH PRIVATE KEY-----\n`;
}

function parse(text: string, passphrase?: string): ParsedKey | Error {
  const keys = ssh2.utils.parseKey(text, passphrase);
  return Array.isArray(keys) ? (keys[0] ?? new Error('no key in it')) : keys;
}
