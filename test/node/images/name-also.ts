import type { InNode } from '../machine/in-node.ts';
import { containerdSocket } from '../parts/containerd-config.ts';

/** Has images that the node holds be found under another registry too: from reference → to reference. */
export async function nameAlso(inside: InNode, names: Readonly<Record<string, string>>): Promise<void> {
  const images = ['--address', containerdSocket, '--namespace', 'k8s.io', 'images'];
  for (const [from, to] of Object.entries(names)) await inside.run('ctr', [...images, 'tag', '--force', from, to]);
}
