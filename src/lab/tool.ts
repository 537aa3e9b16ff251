// Running the programs of the controller that make a lab: ip, mount, debootstrap, ssh-keygen and the like.
import { spawn } from 'node:child_process';
import { fail } from '../problem.js';

export interface ToolResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface ToolOptions {
  readonly input?: string;
  /** Called with every full line of stdout while the program runs. */
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Runs a program that has to succeed; answers its stdout. */
export async function runTool(
  program: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<string> {
  const result = await tryTool(program, args, options);
  options.signal?.throwIfAborted();
  if (result.code !== 0) {
    const tail = (result.stderr.trim() || result.stdout.trim()).split('\n').slice(-5).join('\n  ');
    fail(`the lab could not run "${program}" (exit code ${result.code})`, undefined, tail || undefined);
  }
  return result.stdout;
}

/**
 * Runs a program and answers how it ended; 127 when it is not installed. An abort kills the program with all its
 * children, so it leads a process group of its own.
 */
export function tryTool(
  program: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { detached: true, stdio: 'pipe', env: toolEnvironment() });
    const killGroup = () => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    };
    options.signal?.addEventListener('abort', killGroup, { once: true });
    let stdout = '';
    let stderr = '';
    let unfinished = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const lines = (unfinished + text).split('\n');
      unfinished = lines.pop() ?? '';
      for (const line of lines) options.onLine?.(line);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const finish = (code: number) => {
      options.signal?.removeEventListener('abort', killGroup);
      resolve({ code, stdout, stderr });
    };
    child.on('error', (error) => {
      stderr += error.message;
      finish(127);
    });
    child.on('close', (code) => finish(code ?? 137));
    // A program that ends without reading its input is not an error of the lab.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    if (options.signal?.aborted) killGroup();
  });
}

/** `su` without `-` keeps a PATH that lacks the programs of root. Nobody is there to answer a package's questions. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  const path = `${process.env.PATH ?? ''}:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin`;
  return { ...process.env, PATH: path, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
}
