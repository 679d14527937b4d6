import type { OnProgress } from '../../sandbox/progress.ts';
import { shopImages } from './images/shop-images.ts';
import { systemImageArchives } from './images/system-images.ts';
import { wooCommerceImages } from './images/woocommerce-images.ts';
import { bringUp } from './machine/bring-up.ts';
import { nodeFolder } from './machine/node-folder.ts';
import type { RunningNode } from './machine/running-node.ts';
import { gatherPrograms } from './programs/gather.ts';
import { ensureTraefik } from './programs/traefik.ts';
import { ingress } from './system/ingress.ts';

export interface StartNodeOptions {
  /** Also what shops need: an ingress controller and their images. */
  readonly forShops: boolean;
  readonly onProgress?: OnProgress;
  readonly signal: AbortSignal;
}

/** Gets or builds all that a node is made of, and brings it up. */
export async function startNode(options: StartNodeOptions): Promise<RunningNode> {
  const { forShops, onProgress, signal } = options;
  const programs = await gatherPrograms(options);
  const note = (detail: string) => onProgress?.({ name: 'images', step: 'building', detail, elapsedMs: 0 });
  const making = { debian: programs.debian, note, signal };
  const [traefik, shops] = forShops
    ? await Promise.all([ensureTraefik(options), Promise.all([shopImages(making), ...wooCommerceImages(making)])])
    : [undefined, []];
  const busybox = `${programs.debian}/bin/busybox`;
  const system = await systemImageArchives({ ...programs.own, busybox, ...(traefik ? { traefik } : {}) }, signal);
  const more = forShops ? ingress : [];
  return bringUp({
    ...options,
    folder: nodeFolder(process.env),
    programs,
    images: { system, shops },
    more,
  });
}
