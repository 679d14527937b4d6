import type { ChangeView } from '../../server/api/change-view.ts';
import { askApi } from '../read/read-api.ts';

export interface Write {
  readonly method?: 'POST' | 'PUT';
  /** Below /api/v1. */
  readonly path: string;
  readonly body?: unknown;
  /** Of this one change, however often it is sent: see `newKey`. */
  readonly key: string;
  readonly signal: AbortSignal;
}

/** A key for one change. It is kept while the change is the same, so that a second click, or a try after no answer, does it once. */
export function newKey(): string {
  // Not randomUUID: that is there in secure contexts only, and plain http on a name of one's own network is none.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Sends a write.
 *
 * @returns the pull request that it became
 * @throws ReadError
 */
export function sendWrite({ method = 'POST', path, body, key, signal }: Write): Promise<ChangeView> {
  const headers = {
    'Idempotency-Key': key,
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
  };
  return askApi<ChangeView>(path, {
    method,
    headers,
    signal,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}
