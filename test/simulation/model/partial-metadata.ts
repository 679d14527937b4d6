import type { ApiRequest } from '../../../cluster/connection.ts';
import type { KubeObject } from '../../../cluster/object.ts';

/** Whether a request asks for the metadata of objects alone. */
export function wantsMetadata({ accept }: Pick<ApiRequest, 'accept'>): boolean {
  return accept?.includes('as=PartialObjectMetadata') === true;
}

export function metadataOf({ metadata }: KubeObject): KubeObject {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}
