import { isForgeError, type ForgeError, type ForgeErrorCode } from '../../../forge/forge-error.ts';
import { ProblemError } from '../http/problem-error.ts';

/** What a person is answered when their forge says no. */
const statuses: Partial<Record<ForgeErrorCode, number>> = {
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  Conflict: 409,
  Refused: 409,
  Invalid: 422,
  TooLarge: 422,
  RateLimited: 503,
  Unreachable: 503,
  Timeout: 504,
};

/** A forge's own advice is for whoever looks after it; nobody but the person who asked tries again. */
function messageOf({ message, retryable, attempted, target, reason }: ForgeError): string {
  if (!retryable) return message;
  return `could not ${attempted} ${target}: ${reason}. Try again when the forge answers: nothing is done twice.`;
}

/** An error of the forge as a problem; others as they are. It says what was attempted and what to do, and holds no token. */
export function forgeProblem(error: unknown): unknown {
  if (!isForgeError(error)) return error;
  const retryAfter = error.retryAfterMs === undefined ? {} : { retryAfter: Math.ceil(error.retryAfterMs / 1_000) };
  const message = messageOf(error);
  const text = `${message.charAt(0).toUpperCase()}${message.slice(1)}`;
  return new ProblemError(statuses[error.code] ?? 502, text, { cause: error, ...retryAfter });
}
