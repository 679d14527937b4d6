import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { tryLock } from './lock.ts';

// Between making a folder and taking its lock lie milliseconds.
const surelyUsedMs = 60_000;

/**
 * Makes a folder for data that nobody will miss, and removes those of the same prefix that processes have left behind
 * which were killed: each holds a hundred megabytes.
 *
 * @param prefix names the purpose; only folders with a lock file of ours, or none, bear it
 */
export function makeTemporaryFolder(prefix: string, parent: string = tmpdir()): string {
  for (const name of readdirSync(parent)) {
    if (name.startsWith(prefix)) removeAbandoned(path.join(parent, name));
  }
  return mkdtempSync(path.join(parent, prefix));
}

function removeAbandoned(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found?.isDirectory() || found.uid !== userInfo().uid || Date.now() - found.mtimeMs < surelyUsedMs) return;
  const attempt = tryLock(path.join(folder, 'lock'));
  if (attempt.taken) rmSync(folder, { recursive: true, force: true });
}
