import { z } from 'zod';
import type { ApiConnection } from './connection.ts';
import { ApiError, isApiError } from './errors.ts';
import { pathOf } from './kinds.ts';
import type { KubeObject } from './object.ts';

const kubeObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

/**
 * Reads one object; undefined when it does not exist.
 *
 * `T` is asserted: parse the object where its fields matter.
 *
 * @throws ApiError for every other failure
 */
export async function readObject<T extends KubeObject = KubeObject>(
  api: ApiConnection,
  id: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<T | undefined> {
  const path = pathOf(id);
  try {
    const answer = await api.request({ method: 'GET', path, ...options });
    if (kubeObject.safeParse(answer).success) return answer as T;
    throw new ApiError({ code: 'BadAnswer', method: 'GET', path, detail: 'the answer is no Kubernetes object' });
  } catch (error) {
    if (isApiError(error, 'NotFound')) return undefined;
    throw error;
  }
}
