import type { Health, KubeObject } from '../../object.ts';
import { findCondition } from '../conditions.ts';
import { fields, text } from '../fields.ts';
import { current, inProgress } from '../verdict.ts';

/** For kinds without a rule of their own, custom resources above all: the condition Ready decides if there is one. */
export function customResourceHealth(object: KubeObject): Health {
  const ready = findCondition(fields(object['status']), 'Ready');
  if (ready === undefined || ready['status'] === 'True') return current;
  const otherwise = ready['status'] === 'False' ? 'NotReady' : 'ReadyUnknown';
  return inProgress(text(ready['reason'], otherwise), text(ready['message'], 'is not ready yet'));
}
