import { ApiError } from '../../../cluster/errors.ts';
import type { ApiRequest } from '../../../cluster/connection.ts';
import { errorOf, type Refused } from '../model/refuse.ts';
import type { Trouble } from '../trouble.ts';

const refusals: readonly Refused[] = [
  { status: 429, reason: 'TooManyRequests', message: 'too many requests, please try again later', retryAfterMs: 1000 },
  { status: 500, reason: 'InternalError', message: 'etcdserver: request timed out' },
  { status: 503, reason: 'ServiceUnavailable', message: 'the server is currently unable to handle the request' },
  {
    status: 409,
    reason: 'Conflict',
    message: 'the object has been modified; please apply your changes to the latest version',
  },
];

/** An answer of a server in trouble. */
export function refusedAnswer(request: ApiRequest, trouble: Trouble): ApiError {
  const fitting = request.method === 'GET' ? refusals.slice(0, 3) : refusals;
  return errorOf(request, trouble.random.pick(fitting) ?? fittingDefault);
}

const fittingDefault: Refused = { status: 500, reason: 'InternalError', message: 'out of order' };

/** No answer: the connection broke, or nothing came in time. */
export function noAnswer({ method, path }: ApiRequest, trouble: Trouble): ApiError {
  return trouble.random.chance(0.3)
    ? new ApiError({ code: 'Timeout', method, path, detail: 'no answer within 30000 ms' })
    : new ApiError({ code: 'Unreachable', method, path, detail: 'the connection was reset' });
}

export function cancelled({ method, path }: ApiRequest): ApiError {
  return new ApiError({ code: 'Aborted', method, path, detail: 'the request was cancelled' });
}
