import { systemClock } from '../../cluster/clock.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import { kindInfo } from '../../cluster/kinds.ts';
import { Reflector } from '../../cluster/reflector.ts';
import { parseStoreObject } from '../../synth/spec/parse-objects.ts';
import { apiGroup, systemNamespace } from '../../synth/spec/names.ts';
import type { StoreStatus } from '../../synth/spec/store.ts';

/** Calls back with the status of every store, first as it is, then whenever it changes, until the signal is aborted. */
export async function followStores(
  api: ApiConnection,
  onStatus: (store: string, status: StoreStatus) => void,
  signal: AbortSignal,
): Promise<void> {
  const reflector = new Reflector<undefined>({
    api,
    clock: systemClock,
    random: Math.random,
    kind: kindInfo('Store', apiGroup),
    namespace: systemNamespace,
    project: () => undefined,
    onUpsert: (_id, _nothing, object) => onStatus(object.metadata.name, parseStoreObject(object).status),
    onDelete: () => undefined,
  });
  await reflector.run(signal);
}
