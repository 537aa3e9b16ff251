// One line of a file of authorized keys, as sshd(8) reads it: options, type, key, comment. Texts hold a byte in each character.

export interface KeyLine {
  /** As they stand there; empty where there are none. */
  readonly options: string;
  readonly type: string;
  /** Base64, by which a key is known. */
  readonly key: string;
  readonly comment: string;
}

const types =
  /^(ssh-(ed25519|rsa|dss|xmss@openssh\.com)|ecdsa-sha2-nistp(256|384|521)|sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com|(ssh-(ed25519|rsa|dss|xmss)|ecdsa-sha2-nistp(256|384|521)|sk-(ssh-ed25519|ecdsa-sha2-nistp256))-cert-v01@openssh\.com)$/;

/** null: a comment, an empty line, or what sshd does not understand. */
export function readKeyLine(line: string): KeyLine | null {
  const text = line.replace(/^[ \t]+/, '');
  if (text === '' || text.startsWith('#')) return null;
  const end = types.test(firstWord(text)) ? 0 : endOfOptions(text);
  if (end === undefined) return null;
  const [type = '', key = '', ...comment] = text
    .slice(end)
    .split(/[ \t\r]+/)
    .filter((word) => word !== '');
  if (!types.test(type) || key === '') return null;
  return { options: text.slice(0, end), type, key, comment: comment.join(' ') };
}

function firstWord(text: string): string {
  return text.slice(0, text.search(/[ \t]|$/));
}

/** Where the options of a line end: at the first space outside of quotes. undefined: a quote is not closed. */
export function endOfOptions(text: string): number | undefined {
  let isQuoted = false;
  let at = 0;
  for (; at < text.length && (isQuoted || !' \t'.includes(text.charAt(at))); at += 1) {
    if (text.startsWith('\\"', at)) at += 1;
    else if (text[at] === '"') isQuoted = !isQuoted;
  }
  return isQuoted ? undefined : at;
}

export function writeKeyLine({ options, type, key, comment }: KeyLine): string {
  return [options, type, key, comment].filter((part) => part !== '').join(' ');
}

export function isSameLine(one: KeyLine, other: KeyLine): boolean {
  const isSame = one.type === other.type && one.key === other.key && one.comment === other.comment;
  return isSame && sorted(one.options) === sorted(other.options);
}

/** Options in another order are the same, but for several of one name. */
function sorted(options: string): string {
  const name = (option: string) => option.split('=', 1)[0] ?? '';
  return JSON.stringify(
    splitOptions(options).sort((a, b) => (name(a) < name(b) ? -1 : Number(name(a) > name(b)))),
  );
}

function splitOptions(options: string): string[] {
  const parts = [''];
  let isQuoted = false;
  for (let at = 0; at < options.length; at += 1) {
    const letter = options.startsWith('\\"', at) ? '\\"' : options.charAt(at);
    at += letter.length - 1;
    if (letter === '"') isQuoted = !isQuoted;
    if (letter === ',' && !isQuoted) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts;
}

/** Whether the base64 holds a key of this type (RFC 4253, section 6.6): else sshd takes no notice of the line. */
export function isWhole({ type, key }: KeyLine): boolean {
  const bytes = Buffer.from(key, 'base64');
  if (bytes.toString('base64') !== key || bytes.length < 4 + type.length) return false;
  return bytes.readUInt32BE(0) === type.length && bytes.toString('latin1', 4, 4 + type.length) === type;
}
