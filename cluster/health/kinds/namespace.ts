import type { Health, KubeObject } from '../../object.ts';
import { trueCondition } from '../conditions.ts';
import { fields, text } from '../fields.ts';
import { settled, terminating } from '../verdict.ts';

const active = settled('Active', 'the namespace takes objects');

/** What keeps a namespace from going, the most telling first (core/v1 NamespaceConditionType). */
const obstacles = [
  'NamespaceDeletionDiscoveryFailure',
  'NamespaceDeletionGroupVersionParsingFailure',
  'NamespaceDeletionContentFailure',
  'NamespaceFinalizersRemaining',
  'NamespaceContentRemaining',
];

/** Health of a Namespace (core/v1) that is not being deleted: the API server makes it usable at once. */
export function namespaceHealth(): Health {
  return active;
}

/** Why a namespace that is being deleted is still there; undefined while its controller has not said. */
export function terminatingNamespace(namespace: KubeObject): Health | undefined {
  const status = fields(namespace['status']);
  const remaining = obstacles.filter((type) => trueCondition(status, type) !== undefined);
  const [first] = remaining;
  if (first === undefined) return undefined;
  const parts = remaining.map((type) => `${type}: ${text(trueCondition(status, type)?.['message'])}`);
  return terminating(first, `is being deleted; ${parts.join('; ')}`);
}
