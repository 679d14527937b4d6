import { ApiError } from './errors.ts';

/**
 * How the API server words it, whatever the HTTP status: a webhook may choose that (400 unless it does), a policy says 422 unless it is told otherwise
 * (apiserver `pkg/admission/plugin/webhook/errors`, `pkg/admission/plugin/policy/validating`). A webhook that does not answer is a 500.
 */
const byWebhook = /admission webhook ".{1,300}?" denied the request/;
const byPolicy = /ValidatingAdmissionPolicy '[^']{1,300}' with binding /;

/**
 * Whether admission refused a request: a webhook or a policy of somebody's. What it refuses now it may let pass later, when whoever wrote it, or what it
 * looks at, has changed; so this says nothing about the object itself.
 */
export function isAdmissionRefusal({ detail }: Pick<ApiError, 'detail'>): boolean {
  return byWebhook.test(detail) || byPolicy.test(detail);
}

/**
 * Whether an admission webhook has refused a request. Unlike a schema or a policy, which look at the object alone, a webhook may judge by what it
 * has heard of the cluster, which is a moment old: the same request may pass a little later.
 */
export function isWebhookDenial(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status >= 400 && error.status < 500 && byWebhook.test(error.detail);
}
