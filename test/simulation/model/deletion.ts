import type { KindInfo } from '../../../cluster/kinds.ts';
import type { KubeObject } from '../../../cluster/object.ts';
import { seconds, type ObjectStore } from './object-store.ts';
import { conflict } from './refuse.ts';
import { at, type Tree } from './tree.ts';

export const foregroundDeletion = 'foregroundDeletion';

/** What a DELETE asks for besides the object. */
export interface DeleteOptions {
  readonly uid?: string | undefined;
  /** Without one the object's finalizers stay as they are. */
  readonly propagation?: 'Foreground' | 'Background' | undefined;
  readonly gracePeriodSeconds?: number | undefined;
}

/** The options in the body of a DELETE. */
export function deleteOptionsOf(body: unknown): DeleteOptions {
  return {
    uid: at(body, 'preconditions', 'uid') as string | undefined,
    propagation: at(body, 'propagationPolicy') as DeleteOptions['propagation'],
    gracePeriodSeconds: at(body, 'gracePeriodSeconds') as number | undefined,
  };
}

/**
 * Deletes an object: at once, or by setting its deletionTimestamp, when finalizers or a grace period hold it up.
 *
 * @returns what is left of it, or undefined
 * @throws Refusal 409 when it is another object than the one that is meant
 */
export function deleteObject(
  objects: ObjectStore,
  kind: KindInfo,
  live: KubeObject,
  { uid, propagation, gracePeriodSeconds }: DeleteOptions,
): KubeObject | undefined {
  if (uid !== undefined && uid !== live.metadata.uid) {
    throw conflict(
      `Operation cannot be fulfilled on ${kind.plural} "${live.metadata.name}": the UID in the precondition (${uid}) does not match the UID in record (${live.metadata.uid}). The object might have been deleted and then recreated`,
    );
  }
  const others = (live.metadata.finalizers ?? []).filter((name) => name !== foregroundDeletion);
  const kept = propagation === undefined ? (live.metadata.finalizers ?? []) : others;
  const finalizers = propagation === 'Foreground' ? [...others, foregroundDeletion] : kept;
  const isGraceful = kind.kind === 'Pod' && gracePeriodSeconds !== 0 && runs(live);
  const deletionTimestamp = live.metadata.deletionTimestamp ?? seconds(objects.now());
  const { finalizers: _finalizers, ...rest } = live.metadata;
  const metadata = {
    ...rest,
    deletionTimestamp,
    ...(finalizers.length > 0 && { finalizers }),
    ...(isGraceful ? { deletionGracePeriodSeconds: 30 } : { deletionGracePeriodSeconds: 0 }),
  };
  return store(objects, kind, live, { ...live, metadata });
}

/**
 * Writes an object, or removes it when it was being deleted and nothing holds it up any more.
 *
 * @returns the object as it is now, or undefined
 */
export function store(
  objects: ObjectStore,
  kind: KindInfo,
  before: KubeObject,
  after: KubeObject,
): KubeObject | undefined {
  const { deletionTimestamp, finalizers = [], deletionGracePeriodSeconds = 0 } = after.metadata;
  const isHeld = finalizers.length > 0 || deletionGracePeriodSeconds !== 0 || kind.kind === 'Namespace';
  if (deletionTimestamp === undefined || isHeld) return objects.update(kind, before, terminating(kind, after));
  objects.remove(kind, before);
  return undefined;
}

/** The phase of a namespace follows its deletionTimestamp. */
function terminating(kind: KindInfo, object: KubeObject): KubeObject {
  if (kind.kind !== 'Namespace' || object.metadata.deletionTimestamp === undefined) return object;
  return { ...object, status: { ...(object['status'] as Tree), phase: 'Terminating' } };
}

/** A pod that no node runs, or that has ended, is gone at once. */
function runs(pod: KubeObject): boolean {
  const phase = at(pod, 'status', 'phase');
  return at(pod, 'spec', 'nodeName') !== undefined && phase !== 'Succeeded' && phase !== 'Failed';
}
