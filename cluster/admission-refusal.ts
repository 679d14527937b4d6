import type { ApiError } from './errors.ts';

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
