import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ProcessOptions {
  /** Added to our own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the process, and all that it started, early. */
  readonly signal: AbortSignal;
  /** Passes the process's output on as it comes, instead of keeping it. */
  readonly live?: boolean;
  /** Called with each line that the process writes to file descriptor 3. */
  readonly onLine?: (line: string) => void;
}

export interface ProcessResult {
  /** Undefined when a signal ended the process, or when it could not be started. */
  readonly code: number | undefined;
  /** Standard output and standard error together, as they came; why the process could not be started. */
  readonly output: string;
  /** Whether processes that it started were still there when it was gone. They have been ended. */
  readonly leftBehind: boolean;
}

const graceMs = 3000;

/**
 * Runs a program with its arguments to its end, as the leader of a process group of its own, so that what it starts
 * can be found and ended with it. Standard input is empty.
 */
export async function runProcess(command: readonly string[], options: ProcessOptions): Promise<ProcessResult> {
  const [program = '', ...args] = command;
  const stdio = options.live ? 'inherit' : 'pipe';
  const child = spawn(program, args, {
    detached: true,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', stdio, stdio, 'pipe'],
  });
  const output = collect([child.stdout, child.stderr]);
  const lines = child.stdio[3] as Readable;
  createInterface({ input: lines }).on('line', (line) => options.onLine?.(line));

  const stop = (): void => void endGroup(child);
  options.signal.addEventListener('abort', stop, { once: true });
  if (options.signal.aborted) stop();
  const end = await exit(child);
  options.signal.removeEventListener('abort', stop);

  const leftBehind = await endGroup(child);
  for (const stream of [child.stdout, child.stderr, lines]) stream?.destroy();
  return { code: end.code, output: output() + end.problem, leftBehind };
}

function collect(streams: readonly (Readable | null)[]): () => string {
  const chunks: Buffer[] = [];
  for (const stream of streams) stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}

/** Resolves when the process is gone; its pipes, which others may hold open, get a moment to run dry. */
function exit(child: ChildProcess): Promise<{ code: number | undefined; problem: string }> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: undefined, problem: `${child.spawnfile}: ${error.message}\n` }));
    child.once('exit', (code) => {
      const done = (): void => resolve({ code: code ?? undefined, problem: '' });
      const timer = setTimeout(done, 500);
      child.once('close', () => {
        clearTimeout(timer);
        done();
      });
    });
  });
}

/** Ends what is left of the process's group, kindly and then firmly. Says whether anything was left after a moment's grace. */
async function endGroup({ pid }: ChildProcess): Promise<boolean> {
  if (pid === undefined || !(await outlives(pid, 500))) return false;
  signalGroup(pid, 'SIGTERM');
  if (await outlives(pid, graceMs)) signalGroup(pid, 'SIGKILL');
  return true;
}

async function outlives(pid: number, ms: number): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (signalGroup(pid, 0)) {
    if (performance.now() > deadline) return true;
    await sleep(20);
  }
  return false;
}

/** Sends a signal to the process group; false when nobody is there any more. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
