import type { Component } from '../engines/engine.ts';
import type { StoreChart } from '../store-chart.ts';
import { addAccess } from './access.ts';
import { footprintOf } from './footprint.ts';
import { addLimitRange } from './limit-range.ts';
import { addNamespace } from './namespace.ts';
import { addNetworkPolicies } from './network-policies.ts';
import { addQuotas } from './quotas.ts';
import type { KubernetesObject } from '../synthesis.ts';

/**
 * Adds the guards: what keeps a store from harming its neighbours, and its neighbours from harming it. In the order in which they must be applied: the namespace,
 * the controller's rights in it, then the rest.
 *
 * @param chart a chart of the store that gets the guards
 * @param components the engine's, which policies and service accounts follow
 * @param objects what the store runs, which the quotas follow
 */
export function addIsolation(
  chart: StoreChart,
  components: readonly Component[],
  objects: readonly KubernetesObject[],
): void {
  const { hosts, environment } = chart.store;
  const footprint = footprintOf(objects, environment.tls.mode === 'issuer' ? hosts.length : 0);
  addNamespace(chart);
  addAccess(chart, components);
  addQuotas(chart, footprint);
  addLimitRange(chart, footprint);
  addNetworkPolicies(chart, components);
}
