import { isForgeError } from '../../forge/forge-error.ts';

/** How long a forge asks us to leave it alone, ms; 0 when it asks for nothing. Whoever goes on asking risks being shut out. */
export function askedPauseMs(error: unknown): number {
  return isForgeError(error) ? (error.retryAfterMs ?? 0) : 0;
}
