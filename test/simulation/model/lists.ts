import type { ApiRequest } from '../../../cluster/connection.ts';
import { apiVersionOf } from '../../../cluster/kinds.ts';
import type { KubeObject } from '../../../cluster/object.ts';
import type { ObjectStore } from './object-store.ts';
import { metadataOf, wantsMetadata } from './partial-metadata.ts';
import { Refusal } from './refuse.ts';
import { selects } from './selectors.ts';
import type { Target } from './target.ts';

/** The API server may send fewer than were asked for; so that short lists have pages too. */
const longestPage = 25;
const mostSnapshots = 50;

interface Snapshot {
  readonly items: readonly KubeObject[];
  readonly version: number;
}

/** Lists in pages: all pages of one list show the moment of the first, until history is compacted. */
export class Lists {
  readonly #objects: ObjectStore;
  readonly #snapshots = new Map<string, Snapshot>();
  #count = 0;

  constructor(objects: ObjectStore) {
    this.#objects = objects;
  }

  /** @throws Refusal 410 when the list was begun before the last compaction */
  page(target: Target, request: ApiRequest): unknown {
    const { limit = longestPage, continue: token } = request.query ?? {};
    const [id = '', offset = '0'] = String(token ?? '').split('@');
    const { items, version } = token === undefined ? this.#begin(target, request) : this.#goOn(id);
    const start = Number(offset);
    const end = start + Math.min(Number(limit), longestPage);
    const more = end < items.length ? `${token === undefined ? this.#keep({ items, version }) : id}@${end}` : '';
    const isPartial = wantsMetadata(request);
    return {
      kind: isPartial ? 'PartialObjectMetadataList' : `${target.kind.kind}List`,
      apiVersion: isPartial ? 'meta.k8s.io/v1' : apiVersionOf(target.kind),
      metadata: { resourceVersion: String(version), ...(more !== '' && { continue: more }) },
      items: items.slice(start, end).map((item) => (isPartial ? metadataOf(item) : Object.assign({}, item))),
    };
  }

  #begin({ kind, namespace }: Target, { query = {} }: ApiRequest): Snapshot {
    const matches = selects(query['labelSelector'], query['fieldSelector']);
    const objects = this.#objects.list(kind, namespace === '' ? undefined : namespace);
    const items = objects.filter((object) => matches(object)).sort(byName);
    return { items, version: this.#objects.version };
  }

  #keep(snapshot: Snapshot): string {
    const id = `list-${++this.#count}`;
    this.#snapshots.set(id, snapshot);
    for (const oldest of this.#snapshots.keys()) {
      if (this.#snapshots.size <= mostSnapshots) break;
      this.#snapshots.delete(oldest);
    }
    return id;
  }

  #goOn(id: string): Snapshot {
    const snapshot = this.#snapshots.get(id);
    if (snapshot !== undefined && snapshot.version >= this.#objects.floor) return snapshot;
    const message = 'The provided continue parameter is too old to display a consistent list result.';
    throw new Refusal({ status: 410, reason: 'Expired', message });
  }
}

function byName(a: KubeObject, b: KubeObject): number {
  const [first, second] = [a, b].map(({ metadata: { namespace = '', name } }) => `${namespace}/${name}`);
  return (first ?? '') < (second ?? '') ? -1 : 1;
}
