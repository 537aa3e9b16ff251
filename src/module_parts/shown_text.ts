// Which texts a report may show in a diff: small, readable, and nobody's secret.

import { settled } from './symbolic_mode.js';

/** Bytes. A longer text is compared by its hash only. */
export const textLimit = 65_536;

/** Whether nobody but the owner has a right: such a file is taken for a secret. */
export function isPrivateMode(mode: string | undefined): boolean {
  return mode !== undefined && settled({ mode }, { kind: 'nothing', mode: null }).mode.endsWith('00');
}

/**
 * The bytes as text, or undefined where they are private by their mode, too many, binary (NUL, not UTF-8) or a private key in
 * PEM (RFC 7468).
 */
export function shownText(bytes: Uint8Array, mode?: string): string | undefined {
  if (isPrivateMode(mode) || bytes.length > textLimit) return undefined;
  const text = decode(bytes);
  return text?.includes('\0') || text?.includes('PRIVATE KEY-----') ? undefined : text;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
