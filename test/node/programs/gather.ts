import { binaries } from '../../../sandbox/binaries/catalog.ts';
import { ensureBinaries } from '../../../sandbox/binaries/ensure-binaries.ts';
import type { OnProgress } from '../../../sandbox/progress.ts';
import { nodePrograms, type NodeProgram } from './catalog.ts';
import { ensureDebianTree } from './debian-tree.ts';

export type ControlPlaneProgram = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler';

/** All that a node runs and is not in an image. */
export interface Programs {
  /** Paths by name. */
  readonly own: Readonly<Record<ControlPlaneProgram | NodeProgram, string>>;
  /** Root of the tree with the distribution's programs, see debian-tree.ts. */
  readonly debian: string;
}

/** Sees to it that all programs are there: seconds when they are in the cache, up to a quarter of an hour when they must be built. */
export async function gatherPrograms(options: { onProgress?: OnProgress; signal: AbortSignal }): Promise<Programs> {
  const { etcd, 'kube-apiserver': api, 'kube-controller-manager': controllers, 'kube-scheduler': scheduler } = binaries;
  const debian = ensureDebianTree(process.env, options.signal);
  const [own, tree] = await Promise.all([
    ensureBinaries<ControlPlaneProgram | NodeProgram>([etcd, api, controllers, scheduler, ...nodePrograms], options),
    debian,
  ]);
  return { own, debian: tree };
}
