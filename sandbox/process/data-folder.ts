import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { SandboxError } from '../sandbox-error.ts';
import { endLeftovers } from './leftovers.ts';
import { tryLock } from './lock.ts';

export interface DataFolder {
  /** Absolute. */
  readonly path: string;
  /** The path of something in the folder. */
  file(...names: string[]): string;
  /** Makes (if need be) a folder in it that only the owner can enter. */
  folder(...names: string[]): string;
  /** Lets another process have it. */
  release(): void;
}

/**
 * Makes the folder if need be, closes it to others, takes its lock and ends leftovers of an earlier run.
 *
 * @throws SandboxError `locked` when a live process works on it
 */
export async function openDataFolder(location: string): Promise<DataFolder> {
  const root = path.resolve(location);
  mkdirSync(root, { recursive: true, mode: 0o700 });
  chmodSync(root, 0o700);
  const attempt = tryLock(path.join(root, 'lock'));
  if (!attempt.taken) {
    throw new SandboxError(
      'locked',
      `The data folder ${root} is in use by process ${attempt.holder?.pid ?? '(just starting)'}.`,
      'Stop that process first (Ctrl-C in its terminal), or choose another data folder.',
    );
  }
  const folder = (...names: string[]) => {
    const target = path.join(root, ...names);
    mkdirSync(target, { recursive: true, mode: 0o700 });
    return target;
  };
  try {
    await endLeftovers(root, folder('run'));
  } catch (error) {
    attempt.release();
    throw error;
  }
  return { path: root, file: (...names) => path.join(root, ...names), folder, release: attempt.release };
}
