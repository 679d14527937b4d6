import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { labels, systemNamespace } from '../../synth/spec/names.ts';
import { selectorOf } from './pod-of.ts';
import type { Workload } from './workload.ts';

/**
 * Pods of Urumi's in general: nothing goes in or out but what the policy of each process lets through. Other pods that somebody puts into the namespace are not concerned, cert-manager's
 * solvers for the Ingresses among them.
 */
export function addDenial(scope: Construct): Construct {
  return new k8s.KubeNetworkPolicy(scope, 'deny', {
    metadata: { name: 'urumi', namespace: systemNamespace },
    spec: { podSelector: { matchLabels: { [labels.name]: 'urumi' } }, policyTypes: ['Ingress', 'Egress'] },
  });
}

/** Whom a process listens to and where it may go. */
export function addNetworkPolicy(scope: Construct, workload: Workload): Construct {
  return new k8s.KubeNetworkPolicy(scope, 'network', {
    metadata: { name: workload.name, namespace: systemNamespace },
    spec: {
      podSelector: { matchLabels: selectorOf(workload) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: workload.openings.map(({ port, from }) => ({
        // Without peers a rule is for everybody.
        ...(from.length > 0 && { from: [...from] }),
        ports: [{ protocol: 'TCP', port: k8s.IntOrString.fromString(port) }],
      })),
      egress: [{ ports: outgoing }],
    },
  });
}

/**
 * Names, and TCP to anywhere. Nobody here knows the address of the API server, nor its port once the cluster's Service has been translated (443, 6443, 8443 ...), nor where Git and the forge are.
 * By address blocks it cannot be said either: some networks do not count nodes, where the API server often is, or pods, where a Gitea may be, among the addresses of a block.
 */
const outgoing: k8s.NetworkPolicyPort[] = [
  { protocol: 'UDP', port: k8s.IntOrString.fromNumber(53) },
  { protocol: 'TCP' },
];
