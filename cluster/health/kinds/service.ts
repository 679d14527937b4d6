import type { Health, KubeObject } from '../../object.ts';
import { fields, items } from '../fields.ts';
import { current, inProgress } from '../verdict.ts';

const noAddress = inProgress('LoadBalancerPending', 'waits for an address from the load balancer of the cluster');

/** Health of a Service (core/v1): there at once, except that a load balancer needs an address. */
export function serviceHealth(service: KubeObject): Health {
  if (fields(service['spec'])['type'] !== 'LoadBalancer') return current;
  const balancer = fields(fields(service['status'])['loadBalancer']);
  return items(balancer['ingress']).length > 0 ? current : noAddress;
}
