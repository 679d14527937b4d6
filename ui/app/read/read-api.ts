import type { Problem } from '../../server/api/problem.ts';
import { ReadError } from './read-error.ts';

/**
 * Reads from the API. The server has checked the answer by its schema, and the app is served by the same server: it is taken as it is.
 *
 * @param path below /api/v1
 * @throws ReadError; the signal's reason when it is aborted
 */
export async function readApi<T>(path: string, signal: AbortSignal): Promise<T> {
  const answer = await openApi(path, { signal, accept: 'application/json' });
  return (await answer.json()) as T;
}

/**
 * Begins to read from the API: the answer's body is still to come.
 *
 * @param path below /api/v1
 * @throws ReadError; the signal's reason when it is aborted
 */
export async function openApi(path: string, how: ReadHow): Promise<Response> {
  const answer = await send(path, how);
  if (answer.ok) return answer;
  throw ReadError.of(await problemOf(answer), answer.status);
}

interface ReadHow {
  readonly signal: AbortSignal;
  /** Media type. */
  readonly accept: string;
}

async function send(path: string, { signal, accept }: ReadHow): Promise<Response> {
  try {
    return await fetch(`/api/v1${path}`, { signal, headers: { accept } });
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
