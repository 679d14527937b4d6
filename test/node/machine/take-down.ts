import { existsSync, rmSync } from 'node:fs';
import { processIdentity } from '../../../sandbox/process/process-identity.ts';
import { until } from '../../../sandbox/process/until.ts';
import { SandboxError } from '../../../sandbox/sandbox-error.ts';
import { removeCgroups } from './cgroups.ts';
import type { NodeFolder } from './node-folder.ts';
import { findInit, type NodeInit } from './node-init.ts';
import { removeLink } from './node-network.ts';

const patienceMs = 20_000;

/**
 * Ends the node and removes all that it left on the host: processes, namespaces, interface, cgroups, folder. Also after a crash, of the node or of
 * whoever started it; does nothing where there is nothing.
 *
 * @returns whether there was a node
 * @throws SandboxError `not-ready` when something of it does not go
 */
export async function takeDown(folder: NodeFolder): Promise<boolean> {
  const init = findInit(folder);
  if (init !== undefined) await endProcesses(init);
  await removeLink();
  await removeCgroups();
  const existed = init !== undefined || existsSync(folder.root);
  rmSync(folder.root, { recursive: true, force: true });
  return existed;
}

/**
 * The kernel ends whatever is in a process namespace when its PID 1 dies, pods included, and tells the parent of PID 1 only when all of it is gone; with
 * the last process go the mounts and the networks.
 */
async function endProcesses({ pid, parent }: NodeInit): Promise<void> {
  const last = [pid, parent].filter((each) => each > 1).map((each) => processIdentity(each));
  process.kill(pid, 'SIGKILL');
  const alive = () => last.filter((each) => each && processIdentity(each.pid)?.startedAt === each.startedAt);
  const gone = async () => (alive().length === 0 ? true : undefined);
  if (await until(gone, { timeoutMs: patienceMs, intervalMs: 20 })) return;
  throw new SandboxError(
    'not-ready',
    `The node's processes do not end; its PID 1 is ${pid} here.`,
    'A process that waits for a disk cannot be ended; /proc/PID/stack says what for.',
  );
}
