import type { Problem } from '../../server/api/problem.ts';
import { ReadError } from './read-error.ts';
import { signedOut } from './signed-out.ts';

/**
 * Reads from the API. The server has checked the answer by its schema, and the app is served by the same server: it is taken as it is.
 *
 * @param path below /api/v1
 * @throws ReadError; the signal's reason when it is aborted
 */
export function readApi<T>(path: string, signal: AbortSignal): Promise<T> {
  return askApi<T>(path, { signal });
}

/**
 * Asks the API for something, in the words of `fetch`.
 *
 * @param path below /api/v1
 * @throws ReadError; the signal's reason when it is aborted
 */
export async function askApi<T>(path: string, init: RequestInit): Promise<T> {
  const answer = await openApi(path, init);
  return (await answer.json()) as T;
}

/**
 * Begins to read from the API, in the words of `fetch`: the answer's body is still to come.
 *
 * @param path below /api/v1
 * @throws ReadError; the signal's reason when it is aborted
 */
export async function openApi(path: string, init: RequestInit): Promise<Response> {
  const answer = await send(path, init);
  if (answer.ok) return answer;
  if (answer.status === 401) signedOut.dispatchEvent(new Event('refused'));
  throw ReadError.of(await problemOf(answer), answer.status);
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    const headers = new Headers(init.headers);
    if (!headers.has('Accept')) headers.set('Accept', 'application/json');
    return await fetch(`/api/v1${path}`, { ...init, headers });
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new ReadError(0, 'The server of this page does not answer.', { cause: error });
  }
}

async function problemOf(answer: Response): Promise<Partial<Problem>> {
  try {
    return (await answer.json()) as Partial<Problem>;
  } catch {
    return {}; // a proxy in between: the status is all there is
  }
}
