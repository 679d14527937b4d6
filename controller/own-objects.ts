import type { ApiConnection } from '../cluster/connection.ts';
import type { KubeObject } from '../cluster/object.ts';
import { apiVersion } from '../synth/spec/names.ts';

/** One of our own objects: a Store or a Fleet. */
export interface OwnObject {
  readonly kind: 'Store' | 'Fleet';
  readonly name: string;
  readonly namespace: string;
}

/** Paths of the API server for Stores and Fleets. */
export function ownPath({ kind, name, namespace }: OwnObject, subresource?: 'status'): string {
  const collection = `/apis/${apiVersion}/namespaces/${namespace}/${kind.toLowerCase()}s`;
  return `${collection}/${name}${subresource === undefined ? '' : `/${subresource}`}`;
}

export interface OwnApply {
  readonly object: KubeObject;
  readonly manager: string;
  readonly subresource?: 'status';
  readonly signal: AbortSignal;
}

/**
 * Applies a Store or Fleet on the server's side, forced.
 *
 * @returns the object as the API server now has it, for the catalog
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
