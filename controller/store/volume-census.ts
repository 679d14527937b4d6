import type { ApiConnection } from '../../cluster/connection.ts';
import { health } from '../../cluster/health/health.ts';
import { kindInfo } from '../../cluster/kinds.ts';
import { listObjects } from '../../cluster/list.ts';
import { objectId } from '../../cluster/object-id.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { isLeftVolume } from './purge-blockers.ts';

/** A PersistentVolume that the cluster still has, or still removes. */
export interface CountedVolume {
  readonly id: string;
  /** Why it is there. */
  readonly message: string;
}

type Count = ReadonlyMap<string, readonly CountedVolume[]>;

/**
 * Asks the API server itself which PersistentVolumes are left of namespaces: the last word before a store ends, since a watch that is behind shows none of what it
 * has not heard of. Volumes cannot be selected by namespace, so all are listed, once for all stores that end at the moment.
 */
export class VolumeCensus {
  readonly #api: ApiConnection;
  #underWay: Promise<Count> | undefined;
  /** Begins when the one under way has ended: that one may have been begun before somebody's namespace was gone. */
  #next: Promise<Count> | undefined;

  constructor(api: ApiConnection) {
    this.#api = api;
  }

  /**
   * What is there as of now, or later. Volumes that are kept by their reclaim policy do not count.
   *
   * @throws ApiError when the API server cannot be asked
   */
  async leftOf(namespace: string, signal: AbortSignal): Promise<readonly CountedVolume[]> {
    return (await this.#countFromNow(signal)).get(namespace) ?? [];
  }

  #countFromNow(signal: AbortSignal): Promise<Count> {
    if (this.#underWay === undefined) return this.#begin(signal);
    const begin = (): Promise<Count> => {
      this.#next = undefined;
      return this.#begin(signal);
    };
    this.#next ??= this.#underWay.then(begin, begin);
    return this.#next;
  }

  #begin(signal: AbortSignal): Promise<Count> {
    const count = this.#count(signal).finally(() => {
      if (this.#underWay === count) this.#underWay = undefined;
    });
    this.#underWay = count;
    return count;
  }

  async #count(signal: AbortSignal): Promise<Count> {
    const count = new Map<string, CountedVolume[]>();
    for await (const volume of listObjects(this.#api, kindInfo('PersistentVolume'), { signal })) {
      const state = health(volume);
      if (!isLeftVolume(state)) continue;
      const namespace = claimedFrom(volume);
      const counted = count.get(namespace) ?? [];
      counted.push({ id: objectId(volume), message: state.message });
      count.set(namespace, counted);
    }
    return count;
  }
}

function claimedFrom(volume: KubeObject): string {
  const spec = volume['spec'] as { claimRef?: { namespace?: string } } | undefined;
  return spec?.claimRef?.namespace ?? '';
}
