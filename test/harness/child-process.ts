import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

const kept = 20_000;

/** A process of ours under test: its output is kept, and it never outlives the test that started it. */
export class ChildUnderTest implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | NodeJS.Signals>;
  #output = '';

  constructor(args: readonly string[], { cwd, env = {} }: { cwd: string; env?: NodeJS.ProcessEnv }) {
    this.#child = spawn(process.execPath, [...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString('utf8')).slice(-kept);
    };
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
    const { promise, resolve, reject } = Promise.withResolvers<number | NodeJS.Signals>();
    this.#child.once('error', reject);
    this.#child.once('close', (code, signal) => resolve(signal ?? code ?? 0));
    this.#ended = promise;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The end of what it wrote to stdout and stderr. */
  get output(): string {
    return this.#output;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resident memory in bytes, as Linux counts it. */
  residentBytes(): number {
    const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'));
    return Number(line?.[1]) * 1024;
  }

  /** Processor time that it has used, ms, to the nearest ten: what a busy machine cannot spoil. Linux. */
  processorMs(): number {
    // After the name in brackets, which may hold anything: fields 14 and 15 of proc(5), in hundredths of a second.
    const [, fields = ''] = /\) (.*)$/s.exec(readFileSync(`/proc/${this.pid}/stat`, 'utf8')) ?? [];
    const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number);
    return (user + system) * 10;
  }

  /** Sends the signal and waits for the end. @returns exit code, or the signal that ended it */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | NodeJS.Signals> {
    if (this.isRunning) this.#child.kill(signal);
    return this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL');
  }
}
