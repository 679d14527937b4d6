import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { addClaim } from './claim.ts';
import { addDisruptionBudget } from './disruption-budget.ts';
import { selectComponent } from './select-component.ts';
import type { StoreChart } from './store-chart.ts';
import { workloadProps } from './workload-props.ts';

interface SinglePodService {
  readonly component: string;
  /** Numeric user that the pod runs as. */
  readonly user: number;
  readonly claim: { readonly name: string; readonly size: string };
  readonly port: { readonly name: string; readonly number: number };
  /** What the container has time for when it is told to end. */
  readonly graceSeconds: number;
  readonly container: kplus.ContainerProps;
  /** Digest of the configuration that must replace the pod when it changes. */
  readonly config?: string;
}

/** Adds what a store keeps data in, a database for one: a headless service, one pod, one volume. The claim is its own object, so it can grow. */
export function addSinglePodService(chart: StoreChart, wanted: SinglePodService): void {
  const { component, user, claim, port, config } = wanted;
  const stage = chart.stage('database');
  addClaim(chart, { stage: 'database', component, ...claim });
  const service = new kplus.Service(stage, `${component}-service`, {
    metadata: chart.metadata(component, component),
    clusterIP: 'None',
    ports: [{ name: port.name, port: port.number, targetPort: port.number }],
  });
  const workload = new kplus.StatefulSet(stage, component, {
    ...workloadProps(chart, { name: component, component, user, ...(config !== undefined && { config }) }),
    service,
    replicas: 1,
    // Of its one pod there is no order to keep. In order, a pod that never gets ready would be waited for instead of replaced, also when what ails it has been corrected
    // (https://github.com/kubernetes/kubernetes/issues/67250).
    podManagementPolicy: kplus.PodManagementPolicy.PARALLEL,
    terminationGracePeriod: Duration.seconds(wanted.graceSeconds),
    containers: [wanted.container],
  });
  selectComponent(chart.store, component, workload, service);
  addDisruptionBudget(chart, component, 'database');
}

/** The volume of a claim, as the pod's `data`. */
export function dataVolume(chart: StoreChart, component: string, claim: string): kplus.Volume {
  const scope = chart.stage('database');
  const volumeClaim = kplus.PersistentVolumeClaim.fromClaimName(scope, `${component}-claim`, claim);
  return kplus.Volume.fromPersistentVolumeClaim(scope, `${component}-data-volume`, volumeClaim, { name: 'data' });
}
