import { closureInForce } from '../../../plan/closure-in-force.ts';
import { annotations } from '../../../synth/spec/names.ts';
import type { FleetObject, StoreObject } from '../../../synth/spec/objects.ts';
import type { FileAt } from './store-files.ts';

/**
 * Where to look for a store's file: in the revision that it was applied from; in the fleet's head when the file there is not applied, so that people see
 * what holds it; in the revision that closed it, which is the end of its history.
 *
 * @returns undefined when the store came from no file
 */
export function fileAt(store: StoreObject, fleet: FleetObject | undefined): FileAt | undefined {
  const { annotations: told } = store.metadata;
  const path = told[annotations.file];
  const head = fleet?.status.head;
  const closure = closureInForce(store);
  const applied = told[annotations.revision];
  if (path === undefined) return undefined;
  if (told[annotations.held] !== undefined && head !== undefined) return { path, revision: head, blob: undefined };
  if (closure !== undefined) return { path, revision: closure.revision, blob: undefined };
  return applied === undefined ? undefined : { path, revision: applied, blob: told[annotations.blob] };
}
