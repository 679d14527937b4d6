import { flat } from './flat-string.ts';
import { Interner } from './interner.ts';
import { kindInfo, type KindInfo } from './kinds.ts';
import type { Health, KubeObject, LiveObject } from './object.ts';
import { versionOf } from './version.ts';

/** Which store an object belongs to, and as what. */
export interface Place {
  /** Empty when it belongs to none. */
  readonly store: string;
  /** Empty when it has none. */
  readonly component: string;
}

/**
 * Makes LiveObjects that hold on to nothing but themselves: texts that many objects share are kept once, and no text refers to the answer that
 * it was read from.
 */
export class Projection {
  readonly #health: (object: KubeObject) => Health;
  readonly #noteAnnotation: string;
  readonly #keepsVersions: boolean;
  readonly #texts = new Interner();
  readonly #healths = new Map<string, Health>();

  /**
   * @param noteAnnotation the annotation to keep; empty for none
   * @param keepsVersions uid, version and resourceVersion are kept; else they are empty
   */
  constructor(health: (object: KubeObject) => Health, noteAnnotation = '', keepsVersions = true) {
    this.#health = health;
    this.#noteAnnotation = noteAnnotation;
    this.#keepsVersions = keepsVersions;
  }

  /** @param id a flat string; it is kept */
  live(id: string, object: KubeObject, place: Place): LiveObject {
    const { metadata } = object;
    return this.assemble(id, place, {
      uid: this.#keepsVersions ? (metadata.uid ?? '') : '',
      resourceVersion: this.#keepsVersions ? (metadata.resourceVersion ?? '') : '',
      version: this.#keepsVersions ? versionOf(metadata, this.#kindOf(object).countsGenerations) : '',
      owner: controllerOf(object),
      health: this.#health(object),
      note: metadata.annotations?.[this.#noteAnnotation],
    });
  }

  /** The same for parts that are known otherwise. */
  assemble(
    id: string,
    place: Place,
    parts: Pick<LiveObject, 'uid' | 'resourceVersion' | 'version' | 'owner' | 'health'> & {
      readonly note?: string | undefined;
    },
  ): LiveObject {
    return {
      id,
      uid: parts.uid,
      resourceVersion: parts.resourceVersion,
      version: flat(parts.version),
      store: this.#texts.of(place.store),
      component: this.#texts.of(place.component),
      owner: this.#texts.of(parts.owner),
      health: this.#shared(parts.health),
      ...(parts.note !== undefined && { note: flat(parts.note) }),
    };
  }

  #kindOf(object: KubeObject): KindInfo {
    const slash = object.apiVersion.indexOf('/');
    return kindInfo(object.kind, slash < 0 ? '' : object.apiVersion.slice(0, slash));
  }

  #shared(health: Health): Health {
    const key = `${health.status} ${health.reason} ${health.message}`;
    const kept = this.#healths.get(key);
    if (kept !== undefined) return kept;
    if (this.#healths.size >= 5_000) this.#healths.clear();
    const copy = { status: health.status, reason: flat(health.reason), message: flat(health.message) };
    this.#healths.set(flat(key), copy);
    return copy;
  }
}

function controllerOf({ metadata }: KubeObject): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  return owner === undefined ? '' : `${owner.kind}/${owner.name}`;
}
