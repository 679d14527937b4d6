import type { Health, KubeObject } from '../object.ts';
import { trueCondition } from './conditions.ts';
import { fields, items, text } from './fields.ts';
import { terminatingNamespace } from './kinds/namespace.ts';
import { terminatingPod } from './kinds/terminating-pod.ts';
import { lagsBehind } from './observed.ts';
import { failed, inProgress, terminating } from './verdict.ts';

const goingDown = terminating('Terminating', 'is being deleted');

/**
 * What holds for every kind: an object that is being deleted is Terminating, one whose controller has not seen its latest
 * generation is InProgress, and the conditions Stalled and Reconciling decide. Undefined when none of that applies.
 *
 * Semantics: https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md
 */
export function genericHealth(object: KubeObject): Health | undefined {
  if (text(fields(object.metadata)['deletionTimestamp']) !== '') return terminatingHealth(object);
  return lagsBehind(object) ?? standardConditions(object);
}

function terminatingHealth(object: KubeObject): Health {
  if (object.kind === 'Namespace') return terminatingNamespace(object) ?? goingDown;
  const going = object.kind === 'Pod' ? terminatingPod(object) : goingDown;
  const finalizers = items(fields(object.metadata)['finalizers']).filter((name) => typeof name === 'string');
  if (finalizers.length === 0) return going;
  return terminating(going.reason, `${going.message}; waits for the finalizers ${finalizers.join(', ')}`);
}

/** Stalled comes first: a controller that has given up may still say that it reconciles. */
function standardConditions(object: KubeObject): Health | undefined {
  const status = fields(object['status']);
  const stalled = trueCondition(status, 'Stalled');
  if (stalled !== undefined) return failed(text(stalled['reason'], 'Stalled'), text(stalled['message']));
  const reconciling = trueCondition(status, 'Reconciling');
  return reconciling && inProgress(text(reconciling['reason'], 'Reconciling'), text(reconciling['message']));
}
