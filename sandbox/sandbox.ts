import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeConnection, writeConnection, type Connection } from './connection.ts';
import { startControlPlane, type ControlPlane } from './control-plane.ts';
import { startForge, type Forge, type ForgeRepository } from './forge.ts';
import { openDataFolder, type DataFolder } from './process/data-folder.ts';
import type { OnProgress } from './progress.ts';
import { SandboxError } from './sandbox-error.ts';

const project = fileURLToPath(new URL('../', import.meta.url));

export interface SandboxOptions {
  /** DATA: where everything is kept. Default `.sandbox/` in the project. */
  readonly dataDir?: string;
  /** Begin anew: forget all objects and repositories. Default false. */
  readonly reset?: boolean;
  /** What a new stores repo starts with. Default `stores-repo-template/` in the project. */
  readonly template?: string;
  /** Files of the template that a new stores repo does not start with: paths from its root. Default: none. */
  readonly leaveOut?: readonly string[];
  readonly onProgress?: OnProgress;
  /** Called when a component ends without having been told to, after the sandbox got ready. */
  readonly onFailure?: (error: SandboxError) => void;
  /** Gives up the start; does nothing once it is done. */
  readonly signal?: AbortSignal;
}

export interface Sandbox extends AsyncDisposable {
  readonly controlPlane: ControlPlane;
  readonly forge: Forge;
  /** The stores repo. */
  readonly repository: ForgeRepository;
  /** What `DATA/connection.json` says. */
  readonly connection: Connection;
  readonly dataDir: string;
  /** Adds the web UI's address to `DATA/connection.json`. */
  announceUi(url: string): void;
  /** Stops everything and waits until it is gone; the data stay. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts a control plane and a forge with a stores repo, and writes `DATA/connection.json`. A later start on the same
 * data finds the same objects, repositories and, when they are free, ports. Nothing of it outlives this process,
 * however it ends.
 *
 * @throws SandboxError when a binary cannot be had, a part fails, or another process works on the data
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const template = options.template ?? path.join(project, 'stores-repo-template');
  requireTemplate(template);
  const data = await openDataFolder(options.dataDir ?? path.join(project, '.sandbox'));
  const running: AsyncDisposable[] = [];
  const end = async () => {
    removeConnection(data.path);
    await Promise.all(running.map((part) => part[Symbol.asyncDispose]()));
    data.release();
  };
  try {
    if (options.reset ?? false) await forget(data);
    const started = await start(options, data, template, running);
    let ended: Promise<void> | undefined;
    const stop = () => (ended ??= end());
    return Object.assign(started, { stop, [Symbol.asyncDispose]: stop });
  } catch (error) {
    await end();
    throw error;
  }
}

async function start(options: SandboxOptions, data: DataFolder, template: string, running: AsyncDisposable[]) {
  const { onProgress, onFailure, signal } = options;
  const given = { ...(onProgress ? { onProgress } : {}), ...(onFailure ? { onFailure } : {}) };
  // When one cannot start, the other is not waited for.
  const failed = new AbortController();
  const either = AbortSignal.any([failed.signal, ...(signal ? [signal] : [])]);
  const begin = async <T extends AsyncDisposable>(starting: Promise<T>): Promise<T> => {
    try {
      const part = await starting;
      running.push(part);
      return part;
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  };
  const startingControlPlane = begin(
    startControlPlane({ ...given, dataDir: data.file('control-plane'), signal: either }),
  );
  const startingForge = begin(startForge({ ...given, dataDir: data.file('forge'), signal: either }));
  await Promise.allSettled([startingControlPlane, startingForge]);
  if (failed.signal.aborted) throw failed.signal.reason;
  const [controlPlane, forge] = [await startingControlPlane, await startingForge];
  const repository = await forge.ensureRepository('stores', template, { leaveOut: options.leaveOut ?? [] });
  let connection = describe(controlPlane, forge, repository);
  writeConnection(data.path, connection);
  return {
    controlPlane,
    forge,
    repository,
    dataDir: data.path,
    get connection() {
      return connection;
    },
    announceUi(url: string) {
      connection = { ...connection, ui: url };
      writeConnection(data.path, connection);
    },
  };
}

function describe(controlPlane: ControlPlane, forge: Forge, repository: ForgeRepository): Connection {
  return {
    kubeconfig: controlPlane.kubeconfig,
    repository: repository.url,
    branch: repository.branch,
    forge: {
      kind: 'gitea',
      url: forge.url,
      owner: repository.owner,
      repo: repository.name,
      tokenFile: forge.tokenFile,
    },
    ui: null,
    pid: process.pid,
  };
}

function requireTemplate(template: string): void {
  if (existsSync(template)) return;
  throw new SandboxError(
    'bad-data',
    `The template of the stores repo, ${template}, is not there.`,
    'Name another folder.',
  );
}

/** Deletes what a sandbox keeps but its ports, and nothing else that may be in the folder. */
async function forget(data: DataFolder): Promise<void> {
  for (const part of ['control-plane', 'forge']) {
    const folder = await openDataFolder(data.folder(part));
    const names = readdirSync(folder.path).filter((name) => name !== 'ports.json' && name !== 'lock');
    for (const name of names) rmSync(folder.file(name), { recursive: true, force: true });
    folder.release();
  }
}
