import { ApiError } from './errors.ts';

/** As the API server words it (k8s.io/apiserver, pkg/admission/plugin/webhook/errors/statuserror.go). */
const wording = /admission webhook "[^"]+" denied the request/;

/**
 * Whether an admission webhook has refused a request. Unlike a schema or a policy, which look at the object alone, a webhook may judge by what it
 * has heard of the cluster, which is a moment old: the same request may pass a little later.
 */
export function isWebhookDenial(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status >= 400 && error.status < 500 && wording.test(error.detail);
}
