import { kindOf } from '../../cluster/kinds.ts';
import { listObjects } from '../../cluster/list.ts';
import { parseObjectId } from '../../cluster/object-id.ts';
import { labels } from '../../synth/spec/names.ts';
import type { Turn } from './turn.ts';

/**
 * The uid of an object whose creation was never confirmed. It is looked for among the store's own, by label: in a namespace that is somebody else's the controller may list, as it
 * may everywhere, but not read.
 *
 * @returns undefined when it is not there, or not this store's
 * @throws ApiError
 */
export async function confirmedUid(id: string, { deps, store, signal }: Turn): Promise<string | undefined> {
  const { namespace, name } = parseObjectId(id);
  const labelSelector = `${labels.store}=${store}`;
  for await (const { metadata } of listObjects(deps.api, kindOf(id), {
    namespace,
    labelSelector,
    metadataOnly: true,
    signal,
  })) {
    if (metadata.name === name) return metadata.uid;
  }
  return undefined;
}
