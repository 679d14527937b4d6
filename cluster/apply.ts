import { z } from 'zod';
import type { ApiConnection } from './connection.ts';
import { ApiError } from './errors.ts';
import { fieldManager } from './field-manager.ts';
import { kindOf, pathOf } from './kinds.ts';
import { objectId } from './object-id.ts';
import type { KubeObject } from './object.ts';
import { versionOf } from './version.ts';

export interface ApplyOptions {
  /** Apply the object's status and nothing else. */
  readonly subresource?: 'status';
  /** Have it checked and admitted, but not stored. @default false */
  readonly dryRun?: boolean;
  /** @default `urumi` */
  readonly manager?: string;
  /** Take fields from other managers instead of failing with a Conflict. @default true */
  readonly force?: boolean;
  /** What the API server does about fields that it does not know. @default `Warn`, as its own default */
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
  readonly signal?: AbortSignal;
}

/** What our apply made of an object. */
export interface AppliedObject {
  readonly id: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** See version.ts. */
  readonly version: string;
  readonly generation?: number;
  /** What the API server has to say about the object: unknown fields, deprecated versions. */
  readonly warnings: readonly string[];
}

const appliedMetadata = z.object({
  metadata: z.looseObject({
    uid: z.string(),
    resourceVersion: z.string().optional(),
    generation: z.number().optional(),
    managedFields: z.array(z.looseObject({})).optional(),
  }),
});

/** Asks for the metadata alone: that is all we need back, and a fifth of the answer. */
export const acceptMetadata = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';

/**
 * Creates or changes an object by server-side apply: afterwards the fields that it names have these values, and fields that an earlier apply
 * named and this one does not are gone. Applying the same again changes nothing, the resourceVersion included.
 *
 * @param object without status (unless `subresource` is `status`), resourceVersion and managedFields
 * @throws ApiError
 */
export async function applyObject(
  api: ApiConnection,
  object: KubeObject,
  options: ApplyOptions = {},
): Promise<AppliedObject> {
  const id = objectId(object);
  const kind = kindOf(id);
  const path = options.subresource === undefined ? pathOf(id) : `${pathOf(id)}/${options.subresource}`;
  const manager = options.manager ?? fieldManager;
  const warnings: string[] = [];
  const answer = await api.request({
    method: 'PATCH',
    path,
    query: {
      fieldManager: manager,
      force: options.force ?? true,
      dryRun: options.dryRun ? 'All' : undefined,
      fieldValidation: options.fieldValidation,
    },
    body: object,
    contentType: 'application/apply-patch+yaml',
    accept: acceptMetadata,
    ...(options.signal && { signal: options.signal }),
    onWarning: (text) => warnings.push(text),
  });
  const parsed = appliedMetadata.safeParse(answer);
  if (!parsed.success) {
    throw new ApiError({
      code: 'BadAnswer',
      method: 'PATCH',
      path,
      detail: 'the answer to an apply is no object with a uid',
    });
  }
  const { uid, resourceVersion = '', generation, managedFields } = parsed.data.metadata;
  return {
    id,
    uid,
    resourceVersion,
    version: versionOf({ generation, managedFields } as KubeObject['metadata'], kind.countsGenerations, manager),
    ...(generation !== undefined && { generation }),
    warnings,
  };
}
