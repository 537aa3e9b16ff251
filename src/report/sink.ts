// A stream to write to that never fails the run: a reader that went away (`hostwright plan | head`) ends the report,
// not the work on the hosts.

export interface Sink {
  write(text: string): void;
  /** Resolves when all that was written has left the process, or nobody reads it any more. */
  flush(): Promise<void>;
}

export function openSink(stream: NodeJS.WriteStream): Sink {
  let gone = false;
  // Stays for the life of the stream: a late EPIPE without a listener would end the process with a stack trace.
  stream.on('error', () => {
    gone = true;
  });
  return {
    write(text) {
      if (!gone && text !== '') stream.write(text);
    },
    flush: () =>
      gone || stream.destroyed
        ? Promise.resolve()
        : new Promise((resolve) => {
            stream.write('', () => resolve());
          }),
  };
}
