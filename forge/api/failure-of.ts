import { RequestError } from '@octokit/request-error';
import { ZodError } from 'zod';
import type { ForgeErrorCode } from '../forge-error.ts';
import { networkFailure } from '../repository/http-failure.ts';
import { printable } from '../repository/printable.ts';
import { RepositoryError } from '../repository/repository-error.ts';
import { CredentialsError } from './credentials-error.ts';
import { Redirected } from './redirected.ts';

/** Why a request failed, in our words. */
export interface FailureOf {
  readonly code: ForgeErrorCode;
  readonly reason: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
}

/** Sorts whatever Octokit, the network, a credential source or a schema throws. What is none of these is a bug: `undefined`. */
export function failureOf(error: unknown, now: Date): FailureOf | undefined {
  if (error instanceof RequestError) return error.response ? answered(error, now) : unanswered(error.cause ?? error);
  if (error instanceof CredentialsError) return { code: 'Unauthorized', reason: error.message };
  if (error instanceof RepositoryError)
    return { code: 'Unauthorized', reason: `the credentials cannot be read: ${error.reason}` };
  if (error instanceof ZodError)
    return { code: 'BadAnswer', reason: `the answer is not the forge's: ${fields(error)}` };
  return undefined;
}

const codes: Readonly<Record<number, ForgeErrorCode>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'Refused',
  409: 'Conflict',
  410: 'NotFound',
  413: 'TooLarge',
  423: 'Refused',
  429: 'RateLimited',
  451: 'NotFound',
};

function answered(error: RequestError, now: Date): FailureOf {
  const { status } = error;
  const reason = `the forge answered ${status}: ${printable(Buffer.from(error.message))}`;
  if (isRateLimit(error)) return { code: 'RateLimited', reason, status, ...waitAskedFor(error, now) };
  // GitHub's way to say that there is no such commit.
  if (status === 422 && error.message.startsWith('No commit found')) return { code: 'NotFound', reason, status };
  const code = codes[status] ?? (status >= 500 ? 'ServerError' : 'Invalid');
  return { code, reason, status };
}

/** GitHub says it with 403 too (https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api). */
function isRateLimit({ status, response, message }: RequestError): boolean {
  if (status === 429) return true;
  const headers = response?.headers ?? {};
  return (
    status === 403 &&
    (headers['x-ratelimit-remaining'] === '0' ||
      headers['retry-after'] !== undefined ||
      /secondary rate/i.test(message))
  );
}

function waitAskedFor({ response }: RequestError, now: Date): { retryAfterMs?: number } {
  const after = Number(response?.headers['retry-after']);
  if (after > 0) return { retryAfterMs: after * 1_000 };
  const reset = Number(response?.headers['x-ratelimit-reset']);
  return reset > 0 ? { retryAfterMs: Math.max(reset * 1_000 - now.getTime(), 1_000) } : { retryAfterMs: 60_000 };
}

function unanswered(error: unknown): FailureOf {
  if (error instanceof Redirected) return { code: 'NotFound', reason: error.message };
  const cause = error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && 'code' in cause && cause.code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE')
    return { code: 'TooLarge', reason: 'the answer is longer than anything that is read here' };
  const { code, reason } = networkFailure(cause);
  if (code === 'Timeout') return { code, reason };
  return { code: code === 'Protocol' ? 'BadAnswer' : 'Unreachable', reason };
}

function fields({ issues }: ZodError): string {
  return issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join('.') || 'all of it'}: ${message}`)
    .join('; ');
}
