import type { ApiConnection } from './connection.ts';
import { fieldManager } from './field-manager.ts';
import { collectionPath, kindOf } from './kinds.ts';
import { objectId } from './object-id.ts';
import type { KubeObject } from './object.ts';

/**
 * Creates an object that must not exist yet, such as a generated Secret: of two writers exactly one succeeds.
 *
 * Not repeated when the connection breaks: the object may have been created. Read it then.
 *
 * @throws ApiError; `AlreadyExists` when there is one of that name
 */
export async function createObject(
  api: ApiConnection,
  object: KubeObject,
  options: { readonly signal?: AbortSignal } = {},
): Promise<KubeObject> {
  return api.request<KubeObject>({
    method: 'POST',
    path: collectionPath(kindOf(objectId(object)), object.metadata.namespace),
    query: { fieldManager },
    body: object,
    ...options,
  });
}
