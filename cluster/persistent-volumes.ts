import { z } from 'zod';
import { kindInfo } from './kinds.ts';
import type { WatchedKind } from './watch-cache.ts';

const claimed = z.object({
  spec: z.object({ claimRef: z.object({ namespace: z.string(), name: z.string().catch('') }) }),
});

/**
 * Watches the PersistentVolumes of stores. They are made by the cluster's provisioner, so they carry none of our labels: what tells is the
 * namespace of the claim that they are bound to. The claim's name stands for the component. All volumes of the cluster pass by; those of others are not kept.
 *
 * @param namespacePrefix what the namespaces of stores begin with, `store-`
 */
export function storeVolumes(namespacePrefix: string): WatchedKind {
  return {
    kind: kindInfo('PersistentVolume'),
    selector: '',
    place(volume) {
      const claim = claimed.safeParse(volume).data?.spec.claimRef;
      if (!claim?.namespace.startsWith(namespacePrefix)) return undefined;
      return { store: claim.namespace.slice(namespacePrefix.length), component: claim.name };
    },
  };
}
