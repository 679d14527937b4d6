import { rmSync, writeFileSync } from 'node:fs';
import type { DataFolder } from './data-folder.ts';
import { startGuarded, type ChildExit, type GuardedChild } from './guarded-child.ts';
import { SandboxError } from '../sandbox-error.ts';

/** What it takes to run one program of the sandbox. */
export interface ComponentSpec {
  readonly name: string;
  readonly args: readonly string[];
  /** Files that the arguments speak of: path and text. Written, readable by the owner only, before each start. */
  readonly files?: Readonly<Record<string, string>>;
  /** Beside PATH, HOME, TMPDIR and LANG of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** How long it may take to end by itself, ms; see `ChildSpec`. */
  readonly graceMs?: number;
  /** How often it is started again when it ends without having been told to. @default 0 */
  readonly revivals?: number;
}

export interface ComponentOptions {
  readonly spec: ComponentSpec;
  readonly binary: string;
  readonly data: DataFolder;
  /** Called when it ends without having been told to. */
  readonly onUnexpectedExit: (error: SandboxError) => void;
}

/** A program of the sandbox that can be stopped and started again, in the same place and on the same port. */
export class Component {
  readonly name: string;
  readonly #options: ComponentOptions;
  #child: GuardedChild | undefined;
  #revivals: number;

  constructor(options: ComponentOptions) {
    this.name = options.spec.name;
    this.#options = options;
    this.#revivals = options.spec.revivals ?? 0;
  }

  /** Its pid; undefined while it does not run. */
  get pid(): number | undefined {
    return this.#child?.pid();
  }

  /** Starts it; does not wait until it is ready. Does nothing while it runs. */
  start(): void {
    if (this.#child !== undefined) return;
    const { spec, binary, data } = this.#options;
    for (const [file, text] of Object.entries(spec.files ?? {})) writeFileSync(file, text, { mode: 0o600 });
    const child = startGuarded({
      name: spec.name,
      command: binary,
      args: spec.args,
      logFile: data.file('logs', `${spec.name}.log`),
      pidFile: data.file('run', `${spec.name}.pid`),
      env: { ...quietEnvironment(), ...spec.env },
      cwd: data.path,
      ...(spec.graceMs === undefined ? {} : { graceMs: spec.graceMs }),
    });
    this.#child = child;
    void child.exited.then((exit) => this.#ended(child, exit));
  }

  /** Stops it; resolves when it is gone. Does nothing while it does not run. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    await child?.stop();
    rmSync(this.#options.data.file('run', `${this.name}.pid`), { force: true });
  }

  async restart(): Promise<void> {
    await this.stop();
    this.start();
  }

  #ended(child: GuardedChild, exit: ChildExit): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    if (this.#revivals > 0) {
      this.#revivals -= 1;
      this.start();
      return;
    }
    const log = this.#options.data.file('logs', `${this.name}.log`);
    this.#options.onUnexpectedExit(
      new SandboxError(
        'component-failed',
        `${this.name} ended by itself (${exit.code === undefined ? 'killed' : `code ${exit.code}`}). Its last words:\n${exit.log}`,
        `All of them are in ${log}. Start the sandbox again.`,
      ),
    );
  }
}

/**
 * Components need little of the environment, and a proxy or a kubeconfig meant for other programs would mislead them.
 */
function quietEnvironment(): Record<string, string | undefined> {
  const { PATH, HOME, TMPDIR, LANG } = process.env;
  return { PATH, HOME, TMPDIR, LANG };
}
