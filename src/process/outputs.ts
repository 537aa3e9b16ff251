// Standard output and standard error: whether all that was written to them arrived. A full disk is no success.

/** What became of the outputs of this process. */
export interface Outputs {
  /** Waits for what was written, says where it was lost, and gives the exit code that holds then. */
  settle(code: number): Promise<number>;
}

/** A reader that went away (`hostwright modules | head -1`) is no failure: it has what it wants. */
const readerGone = ({ isTTY }: NodeJS.WriteStream, { code }: NodeJS.ErrnoException) =>
  code === 'EPIPE' || code === 'ECONNRESET' || (code === 'EIO' && isTTY === true);

/** Stays for the life of the process: an error that nobody hears would end it with a stack trace. */
export function watchOutputs(): Outputs {
  const lost = new Map<NodeJS.WriteStream, NodeJS.ErrnoException>();
  const { stdout, stderr } = process;
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!readerGone(stream, error) && !lost.has(stream)) lost.set(stream, error);
    });
  }
  return {
    async settle(code) {
      await Promise.all([written(stdout), written(stderr)]);
      const error = lost.get(stdout) ?? lost.get(stderr);
      if (!error) return code;
      const name = lost.has(stdout) ? 'standard output' : 'standard error';
      stderr.write(`hostwright: ${name} is not whole: it could not be written (${error.message})\n`);
      // What went wrong besides keeps its code; "done" and "changes are pending" are not known by whoever reads this.
      return code === 0 || code === 2 ? 1 : code;
    },
  };
}

/** When the last write has ended, with its error told. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.destroyed || stream.writableEnded) return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve) => stream.write('', () => setImmediate(resolve)));
}
