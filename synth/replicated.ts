import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { k8s } from 'cdk8s-plus-28';
import { addDisruptionBudget } from './disruption-budget.ts';
import { podTemplateOf } from './pod-template.ts';
import { selectComponent } from './select-component.ts';
import type { StoreChart } from './store-chart.ts';
import { selectorLabels } from './store-labels.ts';
import type { KubernetesObject } from './synthesis.ts';

/** CPU in use, as a share of what the pods request, above which another pod is started. */
const targetUtilization = 75;

interface Replicated {
  /** Name of the workload, its service and its component. */
  readonly component: string;
  /** Where the pods listen; without it there is no service. */
  readonly port?: number;
  /** How few and how many pods there may be, an autoscaler's decision where these differ; one pod when absent. */
  readonly replicas?: { readonly min: number; readonly max: number };
  /** The Deployment's own properties. */
  readonly workload: kplus.DeploymentProps;
}

/**
 * Adds a workload without volumes, whose pods can be replaced one at a time while the others serve: Deployment, service, disruption budget, and where their number may
 * change an autoscaler, which then decides it: the Deployment states none.
 */
export function addReplicated(chart: StoreChart, options: Replicated & { readonly port: number }): kplus.Service;
export function addReplicated(chart: StoreChart, options: Replicated): kplus.Service | undefined;
export function addReplicated(
  chart: StoreChart,
  { component, port, replicas: { min, max } = { min: 1, max: 1 }, workload }: Replicated,
): kplus.Service | undefined {
  const scope = chart.stage('application');
  const deployment = new kplus.Deployment(scope, component, {
    replicas: min,
    // A new pod must be ready before an old one goes.
    strategy: kplus.DeploymentStrategy.rollingUpdate({
      maxSurge: kplus.PercentOrAbsolute.absolute(1),
      maxUnavailable: kplus.PercentOrAbsolute.absolute(0),
    }),
    progressDeadline: Duration.seconds(300),
    terminationGracePeriod: Duration.seconds(45),
    ...workload,
  });
  const service = port === undefined ? undefined : addService(chart, component, port);
  selectComponent(chart.store, component, deployment, service);
  addDisruptionBudget(chart, component, 'application');
  if (max > 1) chart.amend(deployment, (object) => spread(object, selectorLabels(chart.store.name, component)));
  if (max > min) {
    chart.amend(deployment, leaveToAutoscaler);
    addAutoscaler(chart, component, { min, max });
  }
  return service;
}

function addService(chart: StoreChart, component: string, port: number): kplus.Service {
  return new kplus.Service(chart.stage('application'), `${component}-service`, {
    metadata: chart.metadata(component, component),
    ports: [{ name: 'http', port: 80, targetPort: port }],
  });
}

function leaveToAutoscaler(object: KubernetesObject): void {
  delete (object['spec'] as { replicas?: number }).replicas;
}

/** Pods of one workload prefer different nodes: one that fails then takes one pod with it. */
function spread(object: KubernetesObject, labels: Record<string, string>): void {
  const template = podTemplateOf(object);
  if (template === undefined) return;
  template.spec['topologySpreadConstraints'] = [
    {
      labelSelector: { matchLabels: labels },
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'ScheduleAnyway',
    },
  ];
}

function addAutoscaler(chart: StoreChart, component: string, { min, max }: { min: number; max: number }): void {
  chart.add('application', k8s.KubeHorizontalPodAutoscalerV2, {
    metadata: chart.metadata(component, component),
    spec: {
      maxReplicas: max,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: targetUtilization } },
        },
      ],
      minReplicas: min,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: component },
    },
  });
}
