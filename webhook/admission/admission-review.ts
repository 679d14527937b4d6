import { z } from 'zod';

/**
 * What the API server asks: admission.k8s.io/v1 AdmissionReview, as far as it is used here
 * (https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#request).
 */
const admissionRequest = z.object({
  uid: z.string().min(1).max(128),
  kind: z.object({ group: z.string(), version: z.string(), kind: z.string() }),
  subResource: z.string().optional(),
  name: z.string().optional(),
  namespace: z.string().optional(),
  operation: z.enum(['CREATE', 'UPDATE', 'DELETE', 'CONNECT']),
  userInfo: z.object({ username: z.string().default('') }).default({ username: '' }),
  dryRun: z.boolean().default(false),
  options: z.object({ fieldManager: z.string().optional() }).nullish().catch(undefined),
  object: z.unknown().optional(),
  oldObject: z.unknown().optional(),
});

export const admissionReview = z.object({
  apiVersion: z.literal('admission.k8s.io/v1'),
  kind: z.literal('AdmissionReview'),
  request: admissionRequest,
});

export type AdmissionRequest = z.output<typeof admissionRequest>;

/** The uid of a request whose review is malformed otherwise. */
export function uidIn(review: unknown): string | undefined {
  return z.object({ request: z.object({ uid: z.string().min(1).max(128) }) }).safeParse(review).data?.request.uid;
}

/** Where the API server writes the uid: before anything that people have written. */
const uidPattern = /"request"\s*:\s*\{\s*"uid"\s*:\s*"([0-9A-Za-z-]{1,128})"/;
const headLength = 1_024;

/** The uid of a request that is not even JSON: cut short on its way, for instance. */
export function uidInText(text: string): string | undefined {
  return uidPattern.exec(text.slice(0, headLength))?.[1];
}
