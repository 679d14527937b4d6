import type { StoreObject } from '../../synth/spec/objects.ts';
import { closureInForce } from '../../plan/closure-in-force.ts';
import { annotations } from '../../synth/spec/names.ts';
import type { Closure } from '../../synth/spec/store.ts';
import { CliError } from '../cli-error.ts';

function openMessage({ metadata, spec }: StoreObject): string {
  const file = metadata.annotations[annotations.file] ?? `the file of ${metadata.name}`;
  const first = spec.deletion.protected ? `set deletion.protected to false in ${file}, and after that ` : '';
  return `could not purge ${metadata.name}: it is open. To close it, ${first}remove ${file} from the stores repository; purge it when it is closed. To stop it and keep everything, set spec.suspended: true in its file`;
}

const heldMessage =
  'its file is back, and as long as it cannot be applied, nothing is purged. Remove the file again, or correct it to reopen the store';

/**
 * The closing whose retention a purge would end; `under-way` when the data is going already.
 *
 * @param now ms since the epoch
 * @throws CliError (1) when the store is open, or its file is back
 */
export function closingToPurge(store: StoreObject, now: number): Closure | 'under-way' {
  const closure = closureInForce(store);
  const { [annotations.held]: held } = store.metadata.annotations;
  if (store.status.phase === 'Purging') return 'under-way';
  if (closure === undefined) throw new CliError(1, openMessage(store));
  if (held !== undefined) throw new CliError(1, `could not purge ${store.metadata.name}: ${heldMessage} (${held})`);
  return Date.parse(closure.purgeAt) <= now ? 'under-way' : closure;
}
