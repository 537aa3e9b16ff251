// What a program of the host said of one exchange with a server, as a value.

export interface Exchange {
  /** It was about the file with sums. */
  readonly ofSums: boolean;
  /** An HTTP status; 0: there was no answer; undefined: nobody was asked. */
  readonly status: number | undefined;
  /** Why there is no whole answer, in the words of the program. */
  readonly why: string;
  /** The answer is there, and takes longer than a look may. */
  readonly isLong: boolean;
  /** Of the whole answer. */
  readonly hash: string | undefined;
  /** The text of a file with sums. */
  readonly sums: string;
}

/** @param text lines behind a `!` are the program's and ours, in the order in which they came; lines behind a space are of the file */
export function readExchange(text: string, ofSums: boolean): Exchange {
  const lines = text.split('\n');
  const behind = (mark: string) => lines.flatMap((line) => (line.startsWith(mark) ? [line.slice(1)] : []));
  const words = behind('!');
  const last = (pattern: RegExp) =>
    words.map((line) => pattern.exec(line)?.[1]).findLast((found) => found !== undefined);
  const exit = last(/^hw_exit=(\d+)$/);
  const told = last(/^(?:hw_status=| *HTTP\/[0-9.]+ |wget: server returned error: HTTP\/[0-9.]+ )(\d{3})\b/);
  const status = told ?? (exit === '0' ? '200' : '0');
  const isWhole = exit === '0' && status === '200';
  return {
    ofSums,
    status: exit === undefined ? undefined : Number(status),
    why: last(/^(?:curl|wget): (?:\(\d+\) )?(.+)$/) ?? '',
    isLong: ['28', '124', '143'].includes(exit ?? '') && status === '200',
    hash: isWhole ? last(/^hw_sum=([0-9a-f]{64})\b/) : undefined,
    sums: behind(' ').join('\n'),
  };
}
