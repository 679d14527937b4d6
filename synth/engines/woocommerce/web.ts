import { Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { configVolume } from '../../config-volume.ts';
import { digestOf } from '../../digest.ts';
import { podTemplateOf } from '../../pod-template.ts';
import type { StoreChart } from '../../store-chart.ts';
import { selectComponent } from '../../select-component.ts';
import type { KubernetesObject } from '../../synthesis.ts';
import { workloadProps } from '../../workload-props.ts';
import type { StoreContext } from '../engine.ts';
import { environmentData, httpdData, phpData } from './configuration.ts';
import { addDisruptionBudget } from '../../disruption-budget.ts';
import { plans } from './plans.ts';
import { shopContainer } from './shop-container.ts';
import type { ShopParts } from './shop-parts.ts';
import { configMaps, webPort, webUser } from './shop.ts';

const component = 'web';

/** Adds WordPress behind Apache: one pod (its uploads volume can be mounted once), a service, a disruption budget. Returns the service, for the ingress. */
export function addWeb(chart: StoreChart, parts: ShopParts): kplus.Service {
  const scope = chart.stage('application');
  const { store } = chart;
  const web = new kplus.Deployment(scope, 'web', {
    ...workloadProps(chart, {
      name: 'web',
      component,
      user: webUser,
      config: digestOf([environmentData(store), httpdData(store), phpData, ...rotated(store)]),
    }),
    replicas: 1,
    // A second pod could not mount the uploads on another node: with a rolling update both would wait for ever.
    strategy: kplus.DeploymentStrategy.recreate(),
    progressDeadline: Duration.seconds(300),
    terminationGracePeriod: Duration.seconds(45),
    containers: [container(chart, parts)],
  });
  chart.amend(web, (object) => sendShopHeaders(object, store.hosts[0], store.scheme));
  const service = new kplus.Service(scope, 'web-service', {
    metadata: chart.metadata('web', component),
    ports: [{ name: 'http', port: 80, targetPort: webPort }],
  });
  selectComponent(store, component, web, service);
  addDisruptionBudget(chart, component, 'application');
  return service;
}

/** Pods read their secrets when they start: a rotation replaces them. */
function rotated({ spec: { rotate } }: StoreContext): object[] {
  return Object.keys(rotate).length === 0 ? [] : [rotate];
}

function container(chart: StoreChart, parts: ShopParts): kplus.ContainerProps {
  const scope = chart.stage('application');
  const httpd = configVolume(scope, 'httpd', configMaps.httpd);
  const file = (path: string, subPath: string): kplus.VolumeMount => ({ path, subPath, readOnly: true, volume: httpd });
  return shopContainer(chart.store, parts, {
    name: 'wordpress',
    size: plans[chart.store.spec.plan].web,
    ports: [{ name: 'http', number: webPort }],
    ...probes(),
    // The ingress controller needs a moment to take the pod out; Apache then finishes its requests.
    lifecycle: { preStop: kplus.Handler.fromCommand(['sleep', '5']) },
    volumeMounts: [
      {
        path: '/run/apache2',
        volume: kplus.Volume.fromEmptyDir(scope, 'run', 'run', { sizeLimit: Size.mebibytes(1) }),
      },
      file('/etc/apache2/ports.conf', 'ports.conf'),
      file('/etc/apache2/sites-available/000-default.conf', '000-default.conf'),
      file('/etc/apache2/mods-available/mpm_prefork.conf', 'mpm_prefork.conf'),
    ],
  });
}

/** Ready means that PHP answers and the database does (500 otherwise); alive means that a worker can still hand out a file: no restart when the database is away. */
function probes(): Required<Pick<kplus.ContainerProps, 'startup' | 'readiness' | 'liveness'>> {
  const get = (path: string, [period, timeout, failureThreshold]: [number, number, number]): kplus.Probe =>
    kplus.Probe.fromHttpGet(path, {
      port: webPort,
      periodSeconds: Duration.seconds(period),
      timeoutSeconds: Duration.seconds(timeout),
      failureThreshold,
    });
  return {
    startup: get('/wp-login.php', [1, 5, 120]),
    readiness: get('/wp-login.php', [5, 10, 3]),
    liveness: get('/wp-includes/images/blank.gif', [10, 10, 6]),
  };
}

/** Asked under another name or scheme, WordPress redirects, which a kubelet takes for success. */
function sendShopHeaders(object: KubernetesObject, host: string, scheme: string): void {
  const httpHeaders = [
    { name: 'Host', value: host },
    { name: 'X-Forwarded-Proto', value: scheme },
  ];
  for (const { startupProbe, readinessProbe, livenessProbe } of podTemplateOf(object)?.spec.containers ?? []) {
    for (const probe of [startupProbe, readinessProbe, livenessProbe]) {
      if (probe?.httpGet !== undefined) probe.httpGet.httpHeaders = httpHeaders;
    }
  }
}
