import { isApiError } from '../../cluster/errors.ts';
import { fieldManager } from '../../cluster/field-manager.ts';
import type { ObjectMeta } from '../../cluster/object.ts';
import { readObject } from '../../cluster/read.ts';
import type { Turn } from './turn.ts';

/** Longest name of a field manager that is shown; the API server allows 128. */
const longest = 60;

/** Who has changed an object last, besides Urumi and those who write its status: a field manager's name, such as `kubectl-edit`. */
export function lastRival({ managedFields = [] }: Pick<ObjectMeta, 'managedFields'>): string | undefined {
  const others = managedFields.filter(({ manager, subresource }) => manager !== fieldManager && !subresource);
  const newest = others.toSorted((a, b) => (a.time ?? '').localeCompare(b.time ?? '')).at(-1);
  return newest?.manager?.replace(/[^\w./:@-]/g, '?').slice(0, longest);
}

/** Reads who has changed an object last, before our apply takes the fields back. Undefined when that cannot be told. */
export async function rivalOf(id: string, { deps, signal }: Turn): Promise<string | undefined> {
  try {
    const object = await readObject(deps.api, id, { signal });
    return object === undefined ? undefined : lastRival(object.metadata);
  } catch (error) {
    if (!isApiError(error) || error.code === 'Aborted') throw error;
    // Nothing depends on it but a better message.
    deps.log.warn({ object: id, error: error.message }, 'it could not be read who changes an object');
    return undefined;
  }
}
