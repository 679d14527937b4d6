import { z } from 'zod';
import { apiGroup, apiVersion, fieldManager } from '../../synth/spec/names.ts';
import { answerOf, unjudged, type AdmissionAnswer } from './admission-answer.ts';
import { admissionReview, uidIn, uidInText, type AdmissionRequest } from './admission-review.ts';
import type { ClusterClaims } from './cluster-claims.ts';
import { judgeFleet } from './judge-fleet.ts';
import { judgeStore } from './judge-store.ts';
import { allowed, type Judgement } from './judgement.ts';

/** What reviews are answered from. */
export interface ReviewContext {
  readonly claims: ClusterClaims;
  /** User name of the fleet loop: `system:serviceaccount:urumi-system:urumi-controller`. */
  readonly controller: string;
}

/** What a body came to; without an answer it was no request that could be answered. */
export interface Reviewed {
  readonly answer?: AdmissionAnswer;
  /** For metrics: the kind that was judged. */
  readonly kind: string;
  readonly verdict: 'allowed' | 'refused' | 'malformed';
}

/**
 * Answers the body of a request. Pure: no requests, no side effects, so a dry run needs no special treatment, and asking again gives the same
 * answer. Never throws; whatever can be read of a malformed review, its answer carries its uid.
 */
export function review(body: string, context: ReviewContext): Reviewed {
  const value = parseJson(body);
  const parsed = admissionReview.safeParse(value);
  if (!parsed.success) return malformed(uidIn(value) ?? uidInText(body), explain(value, parsed.error));
  const { request } = parsed.data;
  const { kind } = request.kind;
  if (isUnknownVersion(request)) {
    const message = `this version of Urumi judges ${apiVersion} and not ${request.kind.group}/${request.kind.version}: bring the webhook and the definitions to one version (urumi install)`;
    return { answer: unjudged(request.uid, message), kind, verdict: 'refused' };
  }
  const judgement = judge(request, context);
  const subject = { group: request.kind.group, kind, name: request.name ?? '' };
  const verdict = judgement.violations.length === 0 ? 'allowed' : 'refused';
  return { answer: answerOf(request.uid, judgement, subject), kind: isOurs(request) ? kind : 'other', verdict };
}

const onItsWayOut = z.object({ metadata: z.object({ deletionTimestamp: z.string() }) });

function judge(request: AdmissionRequest, { claims, controller }: ReviewContext): Judgement {
  const { operation, object, oldObject, subResource = '' } = request;
  if (!isOurs(request)) return { violations: [], warnings: [stranger(request)] };
  if (operation === 'DELETE' || operation === 'CONNECT' || subResource !== '') return allowed;
  // Whatever stands in the way of an end only makes a cluster that cannot be cleaned up.
  if (onItsWayOut.safeParse(object).success) return allowed;
  const write = { object, oldObject: oldObject ?? undefined };
  return request.kind.kind === 'Store'
    ? judgeStore({ ...write, asController: isAsController(request, controller) }, claims)
    : judgeFleet(write, claims);
}

/** A plan asks what the controller's write would come to, in a dry run as the controller would send it: it is told the same. */
function isAsController({ userInfo, dryRun, options }: AdmissionRequest, controller: string): boolean {
  return userInfo.username === controller || (dryRun && options?.fieldManager === fieldManager);
}

function isOurs({ kind }: AdmissionRequest): boolean {
  return kind.group === apiGroup && (kind.kind === 'Store' || kind.kind === 'Fleet');
}

function isUnknownVersion(request: AdmissionRequest): boolean {
  return isOurs(request) && `${request.kind.group}/${request.kind.version}` !== apiVersion;
}

/** Other people's kinds are theirs: a configuration that sends them here must not break them. */
function stranger({ kind: { group, version, kind } }: AdmissionRequest): string {
  return `the admission webhook of Urumi was asked about ${kind} (${group}/${version}), which it does not judge: correct the ValidatingWebhookConfiguration`;
}

const notJson = Symbol('not JSON');

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Told in the answer: what came is no JSON.
    return notJson;
  }
}

function explain(value: unknown, error: z.ZodError): string {
  if (value === notJson) return 'the body is not JSON';
  const [first] = error.issues;
  return `not an AdmissionReview of admission.k8s.io/v1: ${first?.path.join('.') ?? ''}: ${first?.message ?? ''}`;
}

function malformed(uid: string | undefined, message: string): Reviewed {
  return { kind: 'other', verdict: 'malformed', ...(uid !== undefined && { answer: unjudged(uid, message) }) };
}
