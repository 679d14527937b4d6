import type { ApiConnection } from '../../cluster/connection.ts';
import { isApiError } from '../../cluster/errors.ts';
import { kindOf, pathOf, type KindInfo } from '../../cluster/kinds.ts';
import { listObjects } from '../../cluster/list.ts';
import { objectId } from '../../cluster/object-id.ts';
import type { KubeObject, ObjectMeta } from '../../cluster/object.ts';
import { acceptMetadata } from '../../cluster/apply.ts';
import { versionOf } from '../../cluster/version.ts';
import { inParallel } from '../../cluster/in-parallel.ts';
import { labels } from '../../synth/spec/names.ts';

/** What a plan needs to know of an object that is there. */
export interface PresentObject {
  readonly uid: string;
  /** See cluster/version.ts. */
  readonly version: string;
  /** Value of the owner label; empty when it lacks it. */
  readonly store: string;
}

/** The objects of a store's namespace that are of the kinds in question, by id; undefined when there is no such namespace. */
export type PresentObjects = ReadonlyMap<string, PresentObject> | undefined;

/** Requests at once for one store. */
const concurrency = 4;

/**
 * Looks at a store's namespace: one request for it, and one for each kind, for the metadata alone. Whose objects they are is not asked:
 * what a stranger has made under a name that the store wants counts too.
 *
 * @param ids of the objects in question; Secrets are never among them
 * @throws ApiError; `Forbidden` when whoever asks may not list them
 */
export async function presentObjects(
  api: ApiConnection,
  namespace: string,
  ids: Iterable<string>,
  signal?: AbortSignal,
): Promise<PresentObjects> {
  const home = await namespaceMetadata(api, namespace, signal);
  if (home === undefined) return undefined;
  const kinds = new Set([...ids].map(kindOf).filter(({ namespaced }) => namespaced));
  const found = new Map([[`Namespace//${namespace}`, present(home, kindOf(`Namespace//${namespace}`))]]);
  await inParallel(kinds, concurrency, async (kind) => {
    const options = { namespace, metadataOnly: true, cached: true, signal };
    for await (const object of listObjects(api, kind, options))
      found.set(objectId({ ...object, metadata: { ...object.metadata, namespace } }), present(object, kind));
  });
  return found;
}

async function namespaceMetadata(
  api: ApiConnection,
  namespace: string,
  signal: AbortSignal | undefined,
): Promise<KubeObject | undefined> {
  try {
    const path = pathOf(`Namespace//${namespace}`);
    return await api.request<KubeObject>({ method: 'GET', path, accept: acceptMetadata, ...(signal && { signal }) });
  } catch (error) {
    if (isApiError(error, 'NotFound')) return undefined;
    throw error;
  }
}

function present({ metadata }: { readonly metadata: ObjectMeta }, kind: KindInfo): PresentObject {
  return {
    uid: metadata.uid ?? '',
    version: versionOf(metadata, kind.countsGenerations),
    store: metadata.labels?.[labels.store] ?? '',
  };
}
