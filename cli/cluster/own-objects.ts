import type { ApiConnection } from '../../cluster/connection.ts';
import { isApiError } from '../../cluster/errors.ts';
import { collectionPath, kindInfo } from '../../cluster/kinds.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { apiGroup } from '../../synth/spec/names.ts';
import { CliError } from '../cli-error.ts';

export type OwnKind = 'Store' | 'Fleet';

export interface OwnList {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
}

/** Path of the Stores or Fleets of a namespace. */
export function ownCollection(kind: OwnKind, namespace: string): string {
  return collectionPath(kindInfo(kind, apiGroup), namespace);
}

/** For people: the bookkeeping of server-side apply is longer than the object. */
function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields: _managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function notInstalled(error: unknown): CliError {
  return new CliError(
    3,
    'could not list Stores and Fleets: the cluster does not know them; prepare it with `urumi install`',
    error,
  );
}

/**
 * All Stores or Fleets of a namespace, by name.
 *
 * @throws ApiError; CliError (3) when the cluster was not prepared
 */
export async function listOwn(api: ApiConnection, kind: OwnKind, namespace: string): Promise<OwnList> {
  try {
    const list = await api.request<{ metadata: { resourceVersion: string }; items: KubeObject[] }>({
      method: 'GET',
      path: ownCollection(kind, namespace),
    });
    // A list leaves the type of its items out.
    const { apiVersion, kind: ownKind } = { apiVersion: `${apiGroup}/v1alpha1`, kind };
    const items = list.items.map((item) => withoutManagedFields({ ...item, apiVersion, kind: ownKind }));
    return { items, resourceVersion: list.metadata.resourceVersion };
  } catch (error) {
    throw isApiError(error, 'NotFound') ? notInstalled(error) : error;
  }
}

/**
 * One Store or Fleet.
 *
 * @throws ApiError; CliError (1) when there is none of that name, (3) when the cluster was not prepared
 */
export async function readOwn(api: ApiConnection, kind: OwnKind, namespace: string, name: string): Promise<KubeObject> {
  const path = `${ownCollection(kind, namespace)}/${encodeURIComponent(name)}`;
  try {
    return withoutManagedFields(await api.request<KubeObject>({ method: 'GET', path }));
  } catch (error) {
    if (!isApiError(error, 'NotFound')) throw error;
    const { items } = await listOwn(api, kind, namespace);
    const names = items.map(({ metadata }) => metadata.name);
    const known =
      names.length === 0
        ? 'there is none'
        : `there are ${names.slice(0, 10).join(', ')}${names.length > 10 ? ', ...' : ''}`;
    throw new CliError(1, `could not find ${kind.toLowerCase()} ${name} in namespace ${namespace}: ${known}`, error);
  }
}
