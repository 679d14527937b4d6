import { stringify } from 'yaml';

/**
 * What kwok does to objects that a selector matches, as kwok's own `Stage` (kwok.x-k8s.io/v1alpha1, kwok 0.8).
 * Templates are Go templates that render to YAML.
 */
export interface Stage {
  readonly name: string;
  readonly kind: 'Node' | 'Pod' | 'PersistentVolume' | 'PersistentVolumeClaim';
  /** All must hold. */
  readonly when: readonly StageCondition[];
  /** How long to wait first, ms. Default 0. */
  readonly delayMs?: number;
  readonly steps: readonly StageStep[];
}

/**
 * When a stage applies. CEL sees `self`, but not into the lists of nodes and pods (kwok 0.8 ends with a panic); jq
 * does.
 */
export type StageCondition =
  | { readonly cel: string }
  | { readonly jq: string; readonly in: readonly string[] }
  | { readonly jq: string; readonly notIn: readonly string[] }
  | { readonly jq: string; readonly exists: boolean };

export type StageStep =
  | { readonly delete: true }
  | { readonly patch: { readonly root: string; readonly subresource?: string; readonly template: string } }
  | { readonly apply: { readonly template: string; readonly subresource?: string; readonly type?: 'merge' } };

/** A patch of the object's status. */
export function statusPatch(template: string): StageStep {
  return { patch: { root: 'status', subresource: 'status', template } };
}

/** The text of a kwok configuration file. */
export function renderStages(stages: readonly Stage[]): string {
  return stages.map((stage) => stringify(toResource(stage), { lineWidth: 0 })).join('---\n');
}

function toResource({ name, kind, when, delayMs, steps }: Stage): object {
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Stage',
    metadata: { name },
    spec: {
      resourceRef: { apiGroup: 'v1', kind },
      selector: { matchExpressions: when.map(toExpression) },
      ...(delayMs === undefined ? {} : { delay: { durationMilliseconds: delayMs } }),
      steps,
    },
  };
}

function toExpression(condition: StageCondition): object {
  if ('cel' in condition) return { cel: { expression: condition.cel } };
  const key = condition.jq;
  if ('in' in condition) return { jq: { key, operator: 'In', values: condition.in } };
  if ('notIn' in condition) return { jq: { key, operator: 'NotIn', values: condition.notIn } };
  return { jq: { key, operator: condition.exists ? 'Exists' : 'DoesNotExist' } };
}
