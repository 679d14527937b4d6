import type { ApiError } from '../../../cluster/errors.ts';
import { refusal } from '../../../cluster/refusal.ts';
import type { ApiRequest } from '../../../cluster/connection.ts';

/** An answer of the API server that is not 2xx. */
export interface Refused {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
  readonly retryAfterMs?: number;
  readonly causes?: readonly { readonly reason: string; readonly message: string; readonly field: string }[];
}

/** A refusal of the model, which knows nothing of requests. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly answer: Refused;

  constructor(answer: Refused) {
    super(`${answer.status} ${answer.reason}: ${answer.message}`);
    this.answer = answer;
  }
}

/** The error that the connection to a real API server makes out of such an answer: by the same code. */
export function errorOf({ method, path }: Pick<ApiRequest, 'method' | 'path'>, refused: Refused): ApiError {
  const { status, reason, message, retryAfterMs, causes = [] } = refused;
  const body = JSON.stringify({
    kind: 'Status',
    status: 'Failure',
    code: status,
    reason,
    message,
    details: { causes },
  });
  return refusal({ method, path, status, body, ...(retryAfterMs !== undefined && { retryAfterMs }) });
}

export function notFound(plural: string, name: string): Refusal {
  return new Refusal({ status: 404, reason: 'NotFound', message: `${plural} "${name}" not found` });
}

export function conflict(message: string): Refusal {
  return new Refusal({ status: 409, reason: 'Conflict', message });
}

export function forbidden(message: string): Refusal {
  return new Refusal({ status: 403, reason: 'Forbidden', message });
}

export function invalid(message: string): Refusal {
  return new Refusal({ status: 422, reason: 'Invalid', message });
}
