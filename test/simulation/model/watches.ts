import type { ApiRequest } from '../../../cluster/connection.ts';
import { apiVersionOf, type KindInfo } from '../../../cluster/kinds.ts';
import type { KubeObject } from '../../../cluster/object.ts';
import type { ObjectStore, Write } from './object-store.ts';
import { metadataOf, wantsMetadata } from './partial-metadata.ts';
import { selects } from './selectors.ts';
import { targetOf } from './target.ts';

/** A watch that somebody has opened. */
interface Watch {
  readonly kind: KindInfo;
  readonly lineOf: (write: Write) => unknown;
  readonly send: (line: unknown) => void;
}

/** The watches on the model: each is told of every write of its kind that its selectors let through, in order, from a version on. */
export class Watches {
  readonly #objects: ObjectStore;
  readonly #byKind = new Map<KindInfo, Set<Watch>>();

  constructor(objects: ObjectStore) {
    this.#objects = objects;
    objects.onWrite((write) => this.#tell(write));
  }

  /**
   * Opens a watch.
   *
   * @param send gets each line
   * @returns closes the watch; undefined when its resourceVersion is too old: then an ERROR is its only line
   */
  open(request: ApiRequest, send: (line: unknown) => void): (() => void) | undefined {
    const { kind, namespace } = targetOf(request.path);
    const from = Number(request.query?.['resourceVersion'] ?? 0);
    if (from < this.#objects.floor) {
      send(tooOld(from, this.#objects.floor));
      return undefined;
    }
    const watch: Watch = { kind, send, lineOf: linesFor(request, namespace) };
    for (const write of this.#objects.since(kind, from)) offer(watch, write);
    const watches = this.#byKind.get(kind) ?? new Set();
    this.#byKind.set(kind, watches.add(watch));
    return () => watches.delete(watch);
  }

  /** The line that says that nothing happened up to now. */
  bookmark({ path, accept }: ApiRequest): unknown {
    const { kind } = targetOf(path);
    const metadata = { resourceVersion: String(this.#objects.version) };
    const isPartial = accept !== undefined && wantsMetadata({ accept });
    const object = isPartial
      ? { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata }
      : { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata };
    return { type: 'BOOKMARK', object };
  }

  #tell(write: Write): void {
    for (const watch of this.#byKind.get(write.kind) ?? []) offer(watch, write);
  }
}

function offer({ lineOf, send }: Watch, write: Write): void {
  const line = lineOf(write);
  if (line !== undefined) send(line);
}

/** An object that no longer matches is deleted for the watch, one that begins to match is added. */
function linesFor(request: ApiRequest, namespace: string): (write: Write) => unknown {
  const matches = selects(request.query?.['labelSelector'], request.query?.['fieldSelector']);
  const isShown = (object: KubeObject | undefined): boolean =>
    object !== undefined && (namespace === '' || object.metadata.namespace === namespace) && matches(object);
  const shown = wantsMetadata(request) ? metadataOf : (object: KubeObject): KubeObject => ({ ...object });
  return ({ before, after, version }) => {
    const [was, is] = [isShown(before), isShown(after)];
    if (is && after !== undefined) return { type: was ? 'MODIFIED' : 'ADDED', object: shown(after) };
    if (!was || before === undefined) return undefined;
    const metadata = { ...before.metadata, resourceVersion: String(version) };
    return { type: 'DELETED', object: shown({ ...before, metadata }) };
  };
}

function tooOld(from: number, floor: number): unknown {
  const message = `too old resource version: ${from} (${floor})`;
  return {
    type: 'ERROR',
    object: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 410, reason: 'Expired', message },
  };
}
