import type { Health, KubeObject } from '../../object.ts';
import { fields } from '../fields.ts';
import { current, inProgress } from '../verdict.ts';

const notCounted = inProgress(
  'QuotaNotCounted',
  'the use of the namespace has not been counted yet; pods are refused until then',
);

/**
 * Health of a ResourceQuota (core/v1): its limits are in force. Until its controller has copied them into the status, the API
 * server refuses pods with "status unknown for quota".
 */
export function resourceQuotaHealth(quota: KubeObject): Health {
  const limits = fields(fields(quota['spec'])['hard']);
  const inForce = fields(fields(quota['status'])['hard']);
  for (const resource in limits) if (inForce[resource] !== limits[resource]) return notCounted;
  return current;
}
