import { createHash } from 'node:crypto';
import type { StageName } from '../../synth/spec/status.ts';
import type { KubernetesObject, SecretRequest, Synthesis } from '../../synth/synthesis.ts';
import { objectId } from '../../cluster/object-id.ts';

/** What `decide` needs to know of an object that a store wants: enough to compare, not the object itself. */
export interface DesiredItem {
  /** `Kind.group/namespace/name` */
  readonly id: string;
  readonly digest: string;
  readonly keep: boolean;
  readonly weight?: number;
}

export interface DesiredStage {
  readonly name: StageName;
  readonly items: readonly DesiredItem[];
}

/** A store's synthesis reduced to ids and digests: some 4 kB a store, so that it can be kept for every store. */
export interface Desired {
  /** Equal targets want equal objects. */
  readonly target: string;
  readonly namespace: string;
  readonly stages: readonly DesiredStage[];
  readonly secrets: readonly SecretRequest[];
  readonly url: string;
  readonly adminUrl: string;
}

/** The index of a synthesis, and its objects by id. */
export function indexOf(synthesis: Synthesis): { desired: Desired; objects: ReadonlyMap<string, KubernetesObject> } {
  const hash = createHash('sha256');
  const objects = new Map<string, KubernetesObject>();
  const stages = synthesis.stages.map(({ name, objects: wanted }) => ({
    name,
    items: wanted.map(({ object, digest, keep, weight }): DesiredItem => {
      const id = objectId(object);
      hash.update(`${id}=${digest}\n`);
      objects.set(id, object);
      return { id, digest, keep, ...(weight === undefined ? {} : { weight }) };
    }),
  }));
  const { namespace, secrets, url, adminUrl } = synthesis;
  return { desired: { target: hash.digest('hex').slice(0, 32), namespace, stages, secrets, url, adminUrl }, objects };
}
