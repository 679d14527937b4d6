import { z } from 'zod';
import { apiGroup, labels } from './names.ts';

const namePart = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const prefixPart = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const valuePattern = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

const keyRule = 'must be a Kubernetes key such as team or example.com/team';
const valueRule =
  'must be at most 63 characters: letters, digits, dot, - and _, starting and ending with a letter or digit';

/** Labels as Kubernetes accepts them. */
export const labelMap = z.record(
  z.string().refine(isQualifiedName, keyRule),
  z.string().max(63).regex(valuePattern, valueRule),
);

/** Annotations as Kubernetes accepts them. */
export const annotationMap = z.record(z.string().refine(isQualifiedName, keyRule), z.string());

const owned = new Set<string>(Object.values(labels));

/** Labels and annotations that a store file may carry: any but those that Urumi and Kubernetes set themselves. */
export const fileLabelMap = labelMap.check(refuseReserved);
export const fileAnnotationMap = annotationMap.check(refuseReserved);

function isQualifiedName(key: string): boolean {
  const slash = key.indexOf('/');
  const prefix = key.slice(0, Math.max(slash, 0));
  return namePart.test(key.slice(slash + 1)) && (slash === -1 || (prefix.length <= 253 && prefixPart.test(prefix)));
}

function isReserved(key: string): boolean {
  const prefix = key.includes('/') ? key.slice(0, key.indexOf('/')) : '';
  return (
    owned.has(key) ||
    [apiGroup, 'kubernetes.io', 'k8s.io'].some((domain) => prefix === domain || prefix.endsWith(`.${domain}`))
  );
}

function refuseReserved(context: z.core.ParsePayload<Record<string, string>>): void {
  for (const key of Object.keys(context.value)) {
    if (isReserved(key))
      context.issues.push({
        code: 'custom',
        input: context.value,
        path: [key],
        message: 'is reserved: Urumi and Kubernetes set it themselves; remove the line',
        continue: true,
      });
  }
}
