// How the fingerprint of a certificate is written: SHA-256, 64 hex digits, with or without colons.

export const SHA256_FINGERPRINT = /^([0-9A-Fa-f]{2}:?){32}$/;

export function isSameFingerprint(one: string, other: string): boolean {
  return bareHex(one) === bareHex(other);
}

function bareHex(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toUpperCase();
}
