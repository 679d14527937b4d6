import type { Health, KubeObject } from '../../object.ts';
import { falseCondition } from '../conditions.ts';
import { fields, text } from '../fields.ts';
import { current, inProgress, settled } from '../verdict.ts';

/**
 * Health of a HorizontalPodAutoscaler (autoscaling/v2). One that cannot find or change its target is InProgress. One without
 * metrics leaves the replicas as they are and the shop running: Current, with the reason.
 */
export function horizontalPodAutoscalerHealth(autoscaler: KubeObject): Health {
  const status = fields(autoscaler['status']);
  const unable = falseCondition(status, 'AbleToScale');
  if (unable !== undefined) return inProgress(text(unable['reason'], 'AbleToScale'), text(unable['message']));
  const idle = falseCondition(status, 'ScalingActive');
  return idle === undefined ? current : settled(text(idle['reason'], 'ScalingInactive'), text(idle['message']));
}
