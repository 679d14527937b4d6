import type { Health, KubeObject } from '../../object.ts';
import { falseCondition } from '../conditions.ts';
import { fields, text } from '../fields.ts';
import { awaitsFirstLook } from '../observed.ts';
import { current, inProgress } from '../verdict.ts';

/**
 * Health of a PodDisruptionBudget (policy/v1): its controller has computed it. That it allows no disruption just now
 * (InsufficientPods) is its purpose and no fault.
 */
export function podDisruptionBudgetHealth(budget: KubeObject): Health {
  if (budget['spec'] === undefined) return current;
  const allowed = falseCondition(fields(budget['status']), 'DisruptionAllowed');
  if (allowed?.['reason'] === 'SyncFailed') return inProgress('SyncFailed', text(allowed['message']));
  return awaitsFirstLook(budget) ?? current;
}
