import { ApiError } from './errors.ts';

/**
 * How the API server words it, whatever the HTTP status: a webhook may choose that (400 unless it does), a policy says 422 unless it is told otherwise
 * (apiserver `pkg/admission/plugin/webhook/errors`, `pkg/admission/plugin/policy/validating`). A webhook that does not answer is a 500.
 */
const wording =
  /admission webhook ".{1,300}?" denied the request|ValidatingAdmissionPolicy '[^']{1,300}' with binding /;

/**
 * Whether admission refused a request: a webhook or a policy of somebody's. What it refuses now it may let pass later, when whoever wrote it, or what it
 * looks at, has changed; so this says nothing about the object itself.
 */
export function isAdmissionRefusal({ detail }: Pick<ApiError, 'detail'>): boolean {
  return wording.test(detail);
}

/**
 * Whether the API server has refused a request for a reason that goes without a change of the object: what a webhook knows of the cluster, which is a moment old; a
 * policy; a right that whoever asks has not got. Unlike a schema's refusal, the same request may pass a little later, and nobody tells.
 */
export function isPassingRefusal(error: unknown): error is ApiError {
  if (!(error instanceof ApiError) || error.status < 400 || error.status >= 500) return false;
  return error.code === 'Forbidden' || isAdmissionRefusal(error);
}
