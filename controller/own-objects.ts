import type { ApiConnection } from '../cluster/connection.ts';
import { pathOf } from '../cluster/kinds.ts';
import { joinObjectId } from '../cluster/object-id.ts';
import type { KubeObject } from '../cluster/object.ts';
import { apiGroup } from '../synth/spec/names.ts';

/** One of our own objects: a Store or a Fleet. */
export interface OwnObject {
  readonly kind: 'Store' | 'Fleet';
  readonly name: string;
  readonly namespace: string;
}

/** Paths of the API server for Stores and Fleets. */
export function ownPath({ kind, name, namespace }: OwnObject, subresource?: 'status'): string {
  const path = pathOf(joinObjectId({ kind, group: apiGroup, namespace, name }));
  return subresource === undefined ? path : `${path}/${subresource}`;
}

export interface OwnApply {
  readonly object: KubeObject;
  readonly manager: string;
  readonly subresource?: 'status';
  readonly signal: AbortSignal;
}

/**
 * Applies a Store or Fleet by server-side apply, forced. Unlike cluster/apply.ts it asks for the whole object back, for the catalog.
 *
 * @throws ApiError
 */
export function applyOwn(api: ApiConnection, { object, manager, subresource, signal }: OwnApply): Promise<KubeObject> {
  const { name, namespace = '' } = object.metadata;
  return api.request<KubeObject>({
    method: 'PATCH',
    path: ownPath({ kind: object.kind as OwnObject['kind'], name, namespace }, subresource),
    query: { fieldManager: manager, force: true },
    contentType: 'application/apply-patch+yaml',
    body: object,
    signal,
  });
}
