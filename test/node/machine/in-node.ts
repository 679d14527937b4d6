import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { logTail } from '../../../sandbox/process/log-tail.ts';
import { SandboxError } from '../../../sandbox/sandbox-error.ts';
import { command } from './command.ts';
import type { NodeFolder } from './node-folder.ts';

const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The inside of a running node, for those who start programs there. */
export class InNode {
  readonly #folder: NodeFolder;
  readonly #init: number;
  readonly #failure = new AbortController();

  /** @param init pid of the node's PID 1 */
  constructor(folder: NodeFolder, init: number) {
    this.#folder = folder;
    this.#init = init;
  }

  /** Aborted, with the reason, when a program ends that should run on. */
  get failed(): AbortSignal {
    return this.#failure.signal;
  }

  /** Starts a program that runs until the node is taken down, also when this process has ended. */
  start(name: string, program: string, args: readonly string[]): void {
    const logFile = this.#folder.log(name);
    const log = openSync(logFile, 'w', 0o600);
    const child = spawn('nsenter', [...this.#enter(), program, ...args], {
      detached: true,
      stdio: ['ignore', log, log],
      env: this.#env,
    });
    closeSync(log);
    child.unref();
    const ended = (how: string) => {
      const text = `${name} ended by itself (${how}). Its last words:\n${logTail(logFile)}`;
      this.#failure.abort(new SandboxError('component-failed', text, `All of them are in ${logFile}.`));
    };
    child.once('error', (error) => ended(error.message));
    child.once('exit', (code, signal) => ended(String(signal ?? code)));
  }

  /** Runs a program to its end. @returns its output @throws SandboxError `component-failed` */
  run(
    program: string,
    args: readonly string[],
    options: { timeoutMs?: number; signal?: AbortSignal } = {},
  ): Promise<string> {
    return command('nsenter', [...this.#enter(), program, ...args], { ...options, env: this.#env });
  }

  #enter(): string[] {
    return ['--target', String(this.#init), '--mount', '--net', '--pid', '--uts', '--ipc', '--'];
  }

  /** Nothing of the caller's environment: proxies and kubeconfigs are meant for other programs. */
  get #env(): NodeJS.ProcessEnv {
    return { PATH: `${this.#folder.programs}:${searchPath}`, HOME: '/root', LANG: 'C.UTF-8' };
  }
}
