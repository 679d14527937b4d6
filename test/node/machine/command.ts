import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SandboxError } from '../../../sandbox/sandbox-error.ts';

const run = promisify(execFile);
const usualTimeoutMs = 60_000;

export interface CommandOptions {
  /** @default 60,000 */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** @default this process' */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/**
 * Runs a program of the machine to its end.
 *
 * @returns what it printed to stdout
 * @throws SandboxError `component-failed` with the command and what it said
 */
export async function command(
  program: string,
  args: readonly string[],
  { timeoutMs = usualTimeoutMs, signal, ...rest }: CommandOptions = {},
): Promise<string> {
  try {
    const options = { ...rest, ...(signal ? { signal } : {}), timeout: timeoutMs, maxBuffer: 16_000_000 };
    return (await run(program, [...args], options)).stdout;
  } catch (error) {
    signal?.throwIfAborted();
    const { stderr = '', message } = error as { stderr?: string; message: string };
    throw new SandboxError(
      'component-failed',
      `\`${program} ${args.join(' ')}\` failed: ${(stderr.trim() || message).slice(-1500)}`,
      '',
      { cause: error },
    );
  }
}
