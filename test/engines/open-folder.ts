import { chmodSync, rmSync } from 'node:fs';
import path from 'node:path';
import { tryLock } from '../../sandbox/process/lock.ts';
import { makeTemporaryFolder } from '../../sandbox/process/temporary-folder.ts';

/** A folder for the services of a test, which another user may enter; locked, so that no other test takes it for one that was left behind. */
export interface OpenFolder {
  readonly path: string;
  /** Removes it. */
  close(): void;
}

export function openFolder(): OpenFolder {
  const folder = makeTemporaryFolder('urumi-engines-');
  const attempt = tryLock(path.join(folder, 'lock'));
  if (!attempt.taken) throw new Error(`somebody else has taken ${folder}, which was just made`);
  chmodSync(folder, 0o711);
  return {
    path: folder,
    close() {
      attempt.release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
