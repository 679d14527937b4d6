import type { Problem } from '../../server/api/problem.ts';
import { ReadError } from './read-error.ts';

/**
 * Reads from the API. The server has checked the answer by its schema, and the app is served by the same server: it is taken as it is.
 *
 * @param path below /api/v1
 * @throws ReadError; the signal's reason when it is aborted
 */
export async function readApi<T>(path: string, signal: AbortSignal): Promise<T> {
  const answer = await send(path, signal);
  if (answer.ok) return (await answer.json()) as T;
  throw ReadError.of(await problemOf(answer), answer.status);
}

async function send(path: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(`/api/v1${path}`, { signal, headers: { accept: 'application/json' } });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ReadError(0, 'The server of this page does not answer.', error);
  }
}

async function problemOf(answer: Response): Promise<Partial<Problem>> {
  try {
    return (await answer.json()) as Partial<Problem>;
  } catch {
    return {}; // a proxy in between: the status is all there is
  }
}
