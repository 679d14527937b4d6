import { z } from 'zod';
import type { ApiConnection } from './connection.ts';
import { isApiError } from './errors.ts';
import { pathOf } from './kinds.ts';
import { readObject } from './read.ts';

export interface RemoveOptions {
  /** The object that is meant: one of the same name with another uid stays. */
  readonly uid: string;
  /**
   * What happens to the objects that it owns: go first (`Foreground`) or later (`Background`).
   *
   * @default Foreground
   */
  readonly propagation?: 'Foreground' | 'Background';
  readonly signal?: AbortSignal;
}

/** `deleting`: the deletion has begun, finalizers or a grace period hold it up. `gone`: it is no more. `replaced`: another object has that name now. */
export type Removal = 'deleting' | 'gone' | 'replaced';

const remains = z.object({ metadata: z.object({ deletionTimestamp: z.string() }) });

/**
 * Deletes one object, the one with this uid and no other.
 *
 * @throws ApiError for every failure but that the object is gone or another one
 */
export async function removeObject(api: ApiConnection, id: string, options: RemoveOptions): Promise<Removal> {
  try {
    const answer = await api.request({
      method: 'DELETE',
      path: pathOf(id),
      body: {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        preconditions: { uid: options.uid },
        propagationPolicy: options.propagation ?? 'Foreground',
      },
      ...(options.signal && { signal: options.signal }),
    });
    // Objects deleted at once come back as a Status, or as they were: without a deletionTimestamp.
    return remains.safeParse(answer).success ? 'deleting' : 'gone';
  } catch (error) {
    if (isApiError(error, 'NotFound')) return 'gone';
    if (!isApiError(error, 'Conflict')) throw error;
    // The wording of the refusal varies by kind and version, so look at what is there instead.
    const there = await readObject(api, id, { ...(options.signal && { signal: options.signal }) });
    if (there === undefined) return 'gone';
    if (there.metadata.uid !== options.uid) return 'replaced';
    throw error;
  }
}
