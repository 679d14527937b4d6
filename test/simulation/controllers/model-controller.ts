import type { ModelServer } from '../model/model-server.ts';
import type { Write } from '../model/object-store.ts';
import type { Trouble } from '../trouble.ts';

/** What the controllers of the model cluster work with. */
export interface ClusterContext {
  readonly server: ModelServer;
  readonly trouble: Trouble;
}

/** One of Kubernetes' own controllers, as a level-based function per key. */
export interface ModelController {
  /** The keys that a write is of concern to. */
  concerns(write: Write): Iterable<string>;
  /**
   * Looks at what is there and does the next thing.
   *
   * @returns ms after which to look again, if nothing calls before
   * @throws Refusal when the API server does not take it: it is tried again
   */
  reconcile(key: string): number | undefined;
}

/** The key of a namespaced object: `store-x/web`. */
export function keyOf(object: { metadata: { namespace?: string; name: string } }): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

/** Namespace and name out of a key. */
export function partsOf(key: string): [namespace: string, name: string] {
  const [namespace = '', name = ''] = key.split('/');
  return [namespace, name];
}

/** The object that a write is about. */
export function subjectOf({ before, after }: Write): NonNullable<Write['after']> {
  const subject = after ?? before;
  if (subject === undefined) throw new Error('a write without an object');
  return subject;
}
