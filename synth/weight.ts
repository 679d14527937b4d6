import { toMebibytes } from './quantity.ts';
import type { KubernetesObject } from './synthesis.ts';

interface QuotaSpec {
  hard: Record<string, string>;
}
interface LimitRangeSpec {
  limits: { max?: Record<string, string> }[];
}

interface ClaimSpec {
  resources: { requests: Record<string, string> };
}

/**
 * Size of an object that must grow before what it bounds, and shrink after it: MiB of memory, or of storage for a quota that counts volumes. Also of volume
 * claims, which may grow and never shrink. Undefined for other objects.
 */
export function weightOf(object: KubernetesObject): number | undefined {
  if (object.kind === 'ResourceQuota') {
    const { hard } = object['spec'] as QuotaSpec;
    return toMebibytes(hard['limits.memory'] ?? hard['requests.storage'] ?? '0Mi');
  }
  if (object.kind === 'LimitRange') {
    const { limits } = object['spec'] as LimitRangeSpec;
    return Math.max(...limits.map(({ max }) => toMebibytes(max?.['memory'] ?? '0Mi')));
  }
  if (object.kind === 'PersistentVolumeClaim') {
    const { resources } = object['spec'] as ClaimSpec;
    return toMebibytes(resources.requests['storage'] ?? '0Mi');
  }
  return undefined;
}
