// A standard output to look at: a stream that keeps what was written, with or without being a terminal.

import { Writable } from 'node:stream';
import { WriteStream } from 'node:tty';

export interface FakeStream {
  readonly stream: NodeJS.WriteStream;
  /** Everything so far. */
  text(): string;
  /** How often something was written. */
  writes(): number;
  resize(columns: number, rows: number): void;
}

export function fakeStream(columns: number, rows?: number): FakeStream {
  const chunks: string[] = [];
  const writable = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  const size =
    rows === undefined
      ? { columns }
      : { columns, rows, isTTY: true, getColorDepth: WriteStream.prototype.getColorDepth };
  const stream = Object.assign(writable, size) as unknown as NodeJS.WriteStream;
  return {
    stream,
    text: () => chunks.join(''),
    writes: () => chunks.filter((chunk) => chunk !== '').length,
    resize(newColumns, newRows) {
      Object.assign(stream, { columns: newColumns, rows: newRows });
      stream.emit('resize');
    },
  };
}
