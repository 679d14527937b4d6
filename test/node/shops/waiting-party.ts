import path from 'node:path';
import { z } from 'zod';
import type { KubeObject } from '../../../cluster/object.ts';
import { containerCgroups } from '../machine/cgroups.ts';
import type { Party } from './reach.ts';

const podSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string(), uid: z.string() }),
});

/**
 * A pod whose image is yet to come, as somebody who connects: its network is there, and its policies count, from the moment in which it has a place. Nobody can
 * connect to it.
 *
 * @returns undefined as long as it has none
 */
export function waitingParty(pod: KubeObject): Party | undefined {
  const { name, namespace, uid } = podSchema.parse(pod).metadata;
  // Of a pod without containers the only cgroup is that of its network.
  const [folder] = containerCgroups(uid);
  if (folder === undefined) return undefined;
  return { name: `${namespace}/${name}`, address: '', ports: [], container: path.basename(folder) };
}
