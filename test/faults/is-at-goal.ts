import type { KubeObject } from '../../cluster/object.ts';
import { storeStatusSchema } from '../../synth/spec/store.ts';
import type { Goal } from './misfits.ts';

/** Whether nothing is left to do: a store stays Ready while a change of it is rolled out, and its status may be a second late. */
export function isAtGoal(goal: Goal, store: KubeObject | undefined): boolean {
  if (goal === 'gone' || store === undefined) return goal === 'gone' && store === undefined;
  const { phase, observedGeneration, conditions } = storeStatusSchema.parse(store['status'] ?? {});
  const isReconciling = conditions.some(({ type, status }) => type === 'Reconciling' && status === 'True');
  return phase === goal && observedGeneration === store.metadata.generation && !isReconciling;
}
