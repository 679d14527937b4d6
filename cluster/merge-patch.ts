import type { ApiConnection } from './connection.ts';
import { fieldManager } from './field-manager.ts';
import { pathOf } from './kinds.ts';
import type { KubeObject } from './object.ts';

export interface MergePatchOptions {
  /** Fails with Conflict when the object has changed since it was read. */
  readonly resourceVersion: string;
  readonly signal?: AbortSignal;
}

/**
 * Changes the fields that the patch names and no others (RFC 7396; null removes one). For what server-side apply is wrong for: adding missing
 * keys to a Secret, taking a finalizer off.
 *
 * @param patch without metadata.resourceVersion
 * @throws ApiError; `Conflict` when the resourceVersion is no longer the object's
 */
export async function mergePatch(
  api: ApiConnection,
  id: string,
  patch: { readonly metadata?: Readonly<Record<string, unknown>>; readonly [field: string]: unknown },
  options: MergePatchOptions,
): Promise<KubeObject> {
  return api.request<KubeObject>({
    method: 'PATCH',
    path: pathOf(id),
    query: { fieldManager },
    body: { ...patch, metadata: { ...patch.metadata, resourceVersion: options.resourceVersion } },
    contentType: 'application/merge-patch+json',
    ...(options.signal && { signal: options.signal }),
  });
}
