import { z } from 'zod';
import type { ApiConnection, ApiRequest } from './connection.ts';
import { ApiError } from './errors.ts';
import { apiVersionOf, collectionPath, type KindInfo } from './kinds.ts';
import type { KubeObject } from './object.ts';

export interface ListOptions {
  /** @default all namespaces */
  readonly namespace?: string | undefined;
  /** @default all objects */
  readonly labelSelector?: string | undefined;
  /** @default all objects; which fields a kind can be selected by is the API server's to say */
  readonly fieldSelector?: string | undefined;
  /** Ask for the metadata alone. @default false */
  readonly metadataOnly?: boolean | undefined;
  /**
   * Take the API server's own cache as it is, which may be behind by a moment. A list as of now waits until that cache has caught up, which
   * takes up to 100 ms where nothing is written (KEP-2340). @default false
   */
  readonly cached?: boolean | undefined;
  /** Objects per request. @default 500 */
  readonly pageSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Some objects of a list. All pages of one list show the cluster at one moment. */
export interface Page {
  readonly items: readonly KubeObject[];
  /** Where a watch takes over from this list. */
  readonly resourceVersion: string;
}

const listAnswer = z.object({
  metadata: z.object({
    resourceVersion: z.string().min(1),
    continue: z.string().optional(),
  }),
  items: z.array(z.looseObject({ metadata: z.looseObject({ name: z.string().min(1) }) })).nullable(),
});

export const acceptMetadataList = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

/**
 * Lists a kind page by page, as of now unless a cached state will do: the first page is a consistent read, the following ones show the same moment.
 *
 * @throws ApiError; `Gone` when the moment of the first page is too long ago to go on: begin again
 */
export async function* listPages(
  api: ApiConnection,
  kind: KindInfo,
  options: ListOptions = {},
): AsyncGenerator<Page, void> {
  const path = collectionPath(kind, options.namespace);
  let next: string | undefined;
  do {
    const answer = await api.request({
      method: 'GET',
      path,
      query: queryOf(options, next),
      ...(options.metadataOnly && { accept: acceptMetadataList }),
      ...(options.signal && { signal: options.signal }),
    });
    const list = listAnswer.safeParse(answer).data;
    if (list === undefined) {
      throw new ApiError({
        code: 'BadAnswer',
        method: 'GET',
        path,
        detail: 'the answer is no list of Kubernetes objects',
      });
    }
    yield {
      items: (list.items ?? []).map((item) => named(item, kind)),
      resourceVersion: list.metadata.resourceVersion,
    };
    next = list.metadata.continue || undefined;
  } while (next !== undefined);
}

function queryOf(
  { pageSize = 500, labelSelector, fieldSelector, cached }: ListOptions,
  next: string | undefined,
): NonNullable<ApiRequest['query']> {
  return {
    limit: pageSize,
    labelSelector: labelSelector || undefined,
    fieldSelector: fieldSelector || undefined,
    continue: next,
    resourceVersion: cached && next === undefined ? '0' : undefined,
  };
}

/** Lists the objects of a kind, one by one. @throws ApiError as listPages does */
export async function* listObjects(
  api: ApiConnection,
  kind: KindInfo,
  options: ListOptions = {},
): AsyncGenerator<KubeObject, void> {
  for await (const page of listPages(api, kind, options)) yield* page.items;
}

/** Objects in lists say nothing about their kind, and metadata alone calls itself PartialObjectMetadata. */
export function named(object: object, kind: KindInfo): KubeObject {
  return Object.assign(object, { apiVersion: apiVersionOf(kind), kind: kind.kind }) as KubeObject;
}
