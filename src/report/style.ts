// Colours, or none: the only file that writes an escape sequence for one.

import { styleText } from 'node:util';

export type Format = Parameters<typeof styleText>[0];

/** Gives a text its colour where the stream shows any, and the text itself elsewhere. */
export type Style = (format: Format, text: string) => string;

export const plainStyle: Style = (_, text) => text;

/**
 * @param colour false: none. true: by Node's rules, which are a terminal that has colours, `NO_COLOR`,
 *   `NODE_DISABLE_COLORS` and `FORCE_COLOR`
 */
export function openStyle(stream: NodeJS.WriteStream, colour: boolean): Style {
  const shown = colour && styleText('bold', 'x', { stream }) !== 'x';
  return shown ? (format, text) => styleText(format, text, { validateStream: false }) : plainStyle;
}
