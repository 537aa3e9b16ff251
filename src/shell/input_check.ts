// What came on standard input has to be compared with what was sent: a lost connection looks like the end of the content.

/**
 * sh: a condition, whether a file has exactly so many bytes.
 *
 * @param file as sh has it: quoted, or a variable in quotes
 */
export function isComplete(file: string, bytes: number): string {
  return `[ "$(($(wc -c <${file})))" -eq ${bytes} ]`;
}
