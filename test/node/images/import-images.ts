import { containerdSocket } from '../parts/containerd-config.ts';
import type { InNode } from '../machine/in-node.ts';

const timeoutMs = 300_000;

/** Makes images known to kubelet, whose containerd keeps its own apart from others' under the name `k8s.io`. */
export async function importImages(inside: InNode, archives: readonly string[], signal: AbortSignal): Promise<void> {
  // One after the other: unpacking takes the disk, which all would share.
  for (const archive of archives) {
    const args = ['--address', containerdSocket, '--namespace', 'k8s.io', 'images', 'import', archive];
    await inside.run('ctr', args, { timeoutMs, signal });
  }
}
