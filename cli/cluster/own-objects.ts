import type { ApiConnection } from '../../cluster/connection.ts';
import { isApiError } from '../../cluster/errors.ts';
import { collectionPath, kindInfo } from '../../cluster/kinds.ts';
import { listObjects } from '../../cluster/list.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { apiGroup } from '../../synth/spec/names.ts';
import { CliError } from '../cli-error.ts';

export type OwnKind = 'Store' | 'Fleet';

/** Path of the Stores or Fleets of a namespace. */
export function ownCollection(kind: OwnKind, namespace: string): string {
  return collectionPath(kindInfo(kind, apiGroup), namespace);
}

/** For people: the bookkeeping of server-side apply is longer than the object. */
export function withoutManagedFields(object: KubeObject): KubeObject {
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
export async function listOwn(api: ApiConnection, kind: OwnKind, namespace: string): Promise<KubeObject[]> {
  const items: KubeObject[] = [];
  try {
    for await (const item of listObjects(api, kindInfo(kind, apiGroup), { namespace }))
      items.push(withoutManagedFields(item));
    return items;
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
    const names = (await listOwn(api, kind, namespace)).map(({ metadata }) => metadata.name);
    const known =
      names.length === 0
        ? 'there is none'
        : `there are ${names.slice(0, 10).join(', ')}${names.length > 10 ? ', ...' : ''}`;
    throw new CliError(1, `could not find ${kind.toLowerCase()} ${name} in namespace ${namespace}: ${known}`, error);
  }
}
