import { z } from 'zod';
import { apiGroup, labels } from './names.ts';

const namePart = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const prefixPart = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const qualifiedName = z.string().refine(isQualifiedName, 'must be a Kubernetes key such as team or example.com/team');
const labelValue = z
  .string()
  .regex(
    /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/,
    'must be at most 63 characters: letters, digits, dot, - and _, starting and ending with a letter or digit',
  );

/** Labels as Kubernetes accepts them. */
export const labelMap = z.record(qualifiedName, labelValue);

/** Annotations as Kubernetes accepts them. */
export const annotationMap = z.record(qualifiedName, z.string());

const owned = new Set<string>(Object.values(labels));

const fileKey = qualifiedName.refine(
  (key) => !isReserved(key),
  'must not be one that Urumi and Kubernetes set themselves',
);

/** Labels and annotations that a store file may carry. */
export const fileLabelMap = z.record(fileKey, labelValue);
export const fileAnnotationMap = z.record(fileKey, z.string());

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
