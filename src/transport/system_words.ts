// What ssh says on standard error while it connects. It is asked for more than errors (LogLevel): only so it tells why no
// algorithms fit, and what sshd said before it closed the connection. Pure.

/** What makes ssh say all that is read here. */
export const LOG_LEVEL = 'LogLevel=DEBUG1';

/** Characters that are kept of each part. */
const LIMIT = 4096;

/** From here on the host may have us print what it likes: its banner. */
const LOGIN = /^debug1: SSH2_MSG_SERVICE_ACCEPT received/;

/** What sshd said before its version. */
const GREETING = /^debug1: kex_exchange_identification: banner line \d+: (.*)/;

export class SystemWords {
  /** Of the connection, the algorithms and the host's key. */
  before = '';
  /** Of the login. Not to be believed: the banner of the host is in it. */
  after = '';
  greeting = '';
  private loggingIn = false;
  private rest = '';

  /**
   * @param mark what a line begins with that is a question of ssh (askpass.ts)
   * @param asked is told the question
   */
  constructor(
    private readonly mark?: string,
    private readonly asked: (question: string) => void = () => undefined,
  ) {}

  hear(chunk: string): void {
    const lines = (this.rest + chunk).split('\n');
    this.rest = (lines.pop() ?? '').slice(-LIMIT);
    for (const line of lines) this.take(line.replace(/\r$/, ''));
  }

  /** No more comes. */
  end(): void {
    if (this.rest !== '') this.take(this.rest);
    this.rest = '';
  }

  private take(line: string): void {
    if (this.mark !== undefined && line.startsWith(`${this.mark} `)) {
      this.asked(line.slice(this.mark.length + 1));
      return;
    }
    if (LOGIN.test(line)) this.loggingIn = true;
    const [, greeting] = (!this.loggingIn && GREETING.exec(line)) || [];
    if (greeting !== undefined) this.greeting = `${this.greeting}${greeting}\n`.slice(0, LIMIT);
    if (/^debug1: /.test(line)) return;
    if (this.loggingIn) this.after = `${this.after}${line}\n`.slice(-LIMIT);
    else this.before = `${this.before}${line}\n`.slice(-LIMIT);
  }
}
