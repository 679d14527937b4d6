import type { ApiConnection } from '../../cluster/connection.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import { parseStoreObject } from '../../synth/spec/parse-objects.ts';
import { annotations } from '../../synth/spec/names.ts';
import type { Closure } from '../../synth/spec/store.ts';
import { annotateOwn } from '../cluster/annotate-own.ts';
import { CliError } from '../cli-error.ts';

/**
 * Asks the controller, on the Store, to purge it now: for this closing only. The controller deletes, and looks once more before it begins.
 *
 * @param store as the person saw it
 * @throws ApiError; CliError (1) when the store was reopened meanwhile, or closed anew
 */
export async function askForPurge(api: ApiConnection, store: StoreObject, { at }: Closure): Promise<void> {
  const { name } = store.metadata;
  await annotateOwn(api, {
    kind: 'Store',
    seen: store.metadata,
    manager: 'urumi-purge',
    annotations: { [annotations.purgeNow]: at },
    recheck(live) {
      if (parseStoreObject(live).spec.closure?.at === at) return;
      throw new CliError(1, `could not purge ${name}: it was reopened meanwhile; nothing was changed`);
    },
  });
}
