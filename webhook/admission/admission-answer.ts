import type { Judgement } from './judgement.ts';

/** metav1.Status, as the API server hands it on to whoever asked. */
export interface AnswerStatus {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: {
    readonly group: string;
    readonly kind: string;
    readonly name: string;
    readonly causes: readonly { readonly reason: string; readonly field: string; readonly message: string }[];
  };
}

/** What the API server gets: admission.k8s.io/v1 AdmissionReview with a response. */
export interface AdmissionAnswer {
  readonly apiVersion: 'admission.k8s.io/v1';
  readonly kind: 'AdmissionReview';
  readonly response: {
    readonly uid: string;
    readonly allowed: boolean;
    readonly status?: AnswerStatus;
    readonly warnings?: readonly string[];
  };
}

/** What an answer is about, for `status.details`. */
export interface Subject {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

/** The API server cuts warnings off at 4 kB in all; people stop reading sooner. */
const mostWarnings = 10;
const longestWarning = 256;
const mostCauses = 50;
const longestMessage = 4_000;

/** The answer that a judgement comes to. A refusal lists every reason, each with its field. */
export function answerOf(uid: string, { violations, warnings }: Judgement, subject: Subject): AdmissionAnswer {
  const remarks = warnings.slice(0, mostWarnings).map((text) => text.slice(0, longestWarning));
  const shown = remarks.length === 0 ? {} : { warnings: remarks };
  if (violations.length === 0) return answer({ uid, allowed: true, ...shown });
  const causes = violations
    .slice(0, mostCauses)
    .map(({ path, message }) => ({ reason: 'FieldValueInvalid', field: path, message }));
  const message = violations
    .map((violation) => violation.message)
    .join('; ')
    .slice(0, longestMessage);
  const status = { code: 422, reason: 'Invalid', message, details: { ...subject, causes } };
  return answer({ uid, allowed: false, status, ...shown });
}

/** The answer to a request that cannot be judged: it is refused, because what nobody has looked at must not become the desired state. */
export function unjudged(uid: string, message: string): AdmissionAnswer {
  return answer({ uid, allowed: false, status: { code: 400, reason: 'BadRequest', message } });
}

function answer(response: AdmissionAnswer['response']): AdmissionAnswer {
  return { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response };
}
