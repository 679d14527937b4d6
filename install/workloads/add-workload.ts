import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { systemNamespace } from '../../synth/spec/names.ts';
import { addIngress } from './add-ingress.ts';
import { addNetworkPolicy } from './add-network-policy.ts';
import { podOf, selectorOf, type ImageChoice } from './pod-of.ts';
import type { Workload } from './workload.ts';

/** Adds the objects that run a process: network policy, Deployment, Service, disruption budget, and an Ingress where it has one. */
export function addWorkload(scope: Construct, workload: Workload, image: ImageChoice): Construct[] {
  const { name, service } = workload;
  const own = new Construct(scope, `run-${name}`);
  const selector = selectorOf(workload);
  const metadata = { name, namespace: systemNamespace };
  const targetPort = k8s.IntOrString.fromString(service.to);
  // Also of one alone: a drain takes it, and its successor comes elsewhere.
  const maxUnavailable = k8s.IntOrString.fromNumber(1);
  const budget = { maxUnavailable, selector: { matchLabels: selector } };
  return [
    addNetworkPolicy(own, workload),
    new k8s.KubeDeployment(own, 'deployment', { metadata, spec: deployment(workload, image) }),
    new k8s.KubeService(own, 'service', {
      metadata,
      spec: { selector, ports: [{ name: service.to, port: service.port, targetPort }] },
    }),
    new k8s.KubePodDisruptionBudget(own, 'budget', { metadata, spec: budget }),
    ...(workload.ingress === undefined ? [] : [addIngress(own, workload, workload.ingress)]),
  ];
}

function deployment(workload: Workload, image: ImageChoice): k8s.DeploymentSpec {
  const { replicas } = workload;
  const matchLabels = selectorOf(workload);
  const rolling = { maxUnavailable: k8s.IntOrString.fromNumber(0), maxSurge: k8s.IntOrString.fromNumber(1) };
  return {
    replicas,
    revisionHistoryLimit: 3,
    selector: { matchLabels },
    strategy: replicas === 1 ? { type: 'Recreate' } : { type: 'RollingUpdate', rollingUpdate: rolling },
    template: { metadata: { labels: matchLabels }, spec: podOf(workload, image) },
  };
}
