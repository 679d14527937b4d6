import { tryLock } from '../../../sandbox/process/lock.ts';
import { SandboxError } from '../../../sandbox/sandbox-error.ts';
import type { NodeFolder } from './node-folder.ts';

/** Does something to the node while nobody else does. @throws SandboxError `locked` */
export async function alone<T>(folder: NodeFolder, work: () => Promise<T>): Promise<T> {
  const attempt = tryLock(folder.lock);
  if (!attempt.taken) {
    const holder = attempt.holder?.pid ?? '(just starting)';
    throw new SandboxError(
      'locked',
      `Process ${holder} brings the node up or takes it down.`,
      'Wait until it is done.',
    );
  }
  try {
    return await work();
  } finally {
    attempt.release();
  }
}
