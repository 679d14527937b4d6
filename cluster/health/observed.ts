import type { Health, KubeObject } from '../object.ts';
import { fields } from './fields.ts';
import { inProgress } from './verdict.ts';

const notObserved = inProgress('LatestGenerationNotObserved', 'its controller has not seen the latest change yet');

/** InProgress while the controller reports an older generation than the object has; undefined when it reports none. */
export function lagsBehind(object: KubeObject): Health | undefined {
  const generation = fields(object.metadata)['generation'];
  const observed = fields(object['status'])['observedGeneration'];
  return typeof generation === 'number' && typeof observed === 'number' && observed < generation
    ? notObserved
    : undefined;
}

/**
 * For the kinds whose controllers always report what they have seen: InProgress before the first report, when nothing in the
 * status counts yet, not even that zero of zero replicas are ready.
 */
export function awaitsFirstLook(object: KubeObject): Health | undefined {
  return typeof fields(object['status'])['observedGeneration'] === 'number' ? undefined : notObserved;
}
