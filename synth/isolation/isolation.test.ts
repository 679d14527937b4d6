import assert from 'node:assert/strict';
import { type ContainerJson, podTemplateOf } from '../pod-template.ts';
import { toMebibytes, toMillicores } from '../quantity.ts';
import { engines, plans } from '../spec/store.ts';
import { synthesise } from '../synthesise.ts';
import type { KubernetesObject } from '../synthesis.ts';
import { fleets, storeSpec } from '../testing/samples.ts';

type Amounts = Record<string, string>;

function objectsOf(fields: Record<string, unknown>, fleet = fleets.production): KubernetesObject[] {
  return synthesise({ name: 'demo-shop', spec: storeSpec(fields) }, fleet).stages.flatMap(({ objects }) =>
    objects.map(({ object }) => object),
  );
}

function specOf(objects: readonly KubernetesObject[], kind: string, name: string): unknown {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  assert.ok(found, `${kind}/${name} is missing`);
  return found['spec'];
}

/** What cert-manager's solver pod asks for, as it stands in cert-manager's defaults.go. */
const solver: ContainerJson = {
  name: 'solver',
  image: '',
  resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '100m', memory: '64Mi' } },
};

/**
 * The pods of a store that can exist at one moment, as the API server's quota counts them: independent of how Urumi computes its quotas.
 */
function podsAtOnce(
  objects: readonly KubernetesObject[],
  hosts: number,
): { running: ContainerJson[][]; jobs: ContainerJson[][] } {
  const running: ContainerJson[][] = Array.from({ length: hosts }, () => [solver]);
  const jobs: ContainerJson[][] = [];
  for (const object of objects) {
    const pod = podTemplateOf(object)?.spec;
    if (pod === undefined) continue;
    if (pod['activeDeadlineSeconds'] !== undefined) {
      jobs.push(pod.containers);
      continue;
    }
    const replicas = mostPods(object, objects);
    // An evicted pod of a Deployment is replaced while it still terminates.
    const pods = replicas + (object.kind === 'Deployment' ? 1 : 0);
    for (let pod_ = 0; pod_ < pods; pod_++) running.push(pod.containers);
  }
  return { running, jobs };
}

/** A workload states its replicas, or an autoscaler of its name does. */
function mostPods({ kind, metadata, spec }: KubernetesObject, objects: readonly KubernetesObject[]): number {
  const { replicas } = spec as { replicas?: number };
  if (replicas !== undefined) return replicas;
  assert.equal(kind, 'Deployment');
  return (specOf(objects, 'HorizontalPodAutoscaler', metadata.name) as { maxReplicas: number }).maxReplicas;
}

function total(pods: ContainerJson[][], resource: string): number {
  const [list, name] = resource.split('.') as ['requests' | 'limits', 'cpu' | 'memory'];
  const parse = name === 'cpu' ? toMillicores : toMebibytes;
  return pods
    .flat()
    .reduce((sum, { resources }) => sum + parse(resources?.[list]?.[name] ?? assert.fail(`no ${resource}`)), 0);
}

function assertFits(pods: ContainerJson[][], hard: Amounts): void {
  for (const [resource, quantity] of Object.entries(hard)) {
    if (resource === 'pods') assert.ok(pods.length <= Number(quantity), `${pods.length} pods > ${quantity}`);
    else
      assert.ok(
        total(pods, resource) <= (resource.endsWith('cpu') ? toMillicores(quantity) : toMebibytes(quantity)),
        `${resource} ${total(pods, resource)} > ${quantity}`,
      );
  }
}

describe('isolation', () => {
  const stores = engines.flatMap((engine) =>
    plans.flatMap((plan) => [1, 3].map((replicas) => ({ engine, plan, replicas }))),
  );
  for (const { engine, plan, replicas } of stores) {
    const { environment } = fleets.production;
    const fleet = { ...fleets.production, environment: { ...environment, replicas } };

    describe(`${engine}, ${plan}, ${replicas} of what can be several`, () => {
      const hosts = ['one.example.com', 'two.example.com'];
      const objects = objectsOf({ engine, plan, hosts }, fleet);
      const { running, jobs } = podsAtOnce(objects, hosts.length + 1);

      it("all pods that run at once fit the store's own quota", () => {
        assertFits(running, (specOf(objects, 'ResourceQuota', 'run') as { hard: Amounts }).hard);
      });

      it('all jobs at once fit, and each beside a predecessor that hangs', () => {
        const { hard } = specOf(objects, 'ResourceQuota', 'jobs') as { hard: Amounts };
        assertFits(jobs, hard);
        for (const job of jobs) assertFits([...jobs, job], hard);
      });

      it("every container fits the limit range, cert-manager's solver too", () => {
        const { limits } = specOf(objects, 'LimitRange', 'bounds') as { limits: { min: Amounts; max: Amounts }[] };
        const { min, max } = limits[0]!;
        for (const { name, resources } of [...running, ...jobs].flat()) {
          const { requests, limits } = resources!;
          assert.ok(
            toMillicores(requests!.cpu!) >= toMillicores(min['cpu']!) &&
              toMebibytes(requests!.memory!) >= toMebibytes(min['memory']!),
            name,
          );
          assert.ok(
            toMillicores(limits!.cpu!) <= toMillicores(max['cpu']!) &&
              toMebibytes(limits!.memory!) <= toMebibytes(max['memory']!),
            name,
          );
        }
      });

      it('the volumes fit, with room to restore the largest beside them', () => {
        const { hard } = specOf(objects, 'ResourceQuota', 'objects') as { hard: Amounts };
        const sizes = objects
          .filter(({ kind }) => kind === 'PersistentVolumeClaim')
          .map((claim) =>
            toMebibytes((claim['spec'] as { resources: { requests: Amounts } }).resources.requests['storage']!),
          );
        assert.ok(
          sizes.reduce((sum, size) => sum + size, 0) + Math.max(...sizes) <= toMebibytes(hard['requests.storage']!),
        );
        assert.ok(sizes.length < Number(hard['persistentvolumeclaims']));
        assert.ok(objects.filter(({ kind }) => kind === 'ConfigMap').length + 1 < Number(hard['count/configmaps']));
      });
    });
  }

  it('gives every job a deadline in its pod template, where the quota looks for it', () => {
    for (const object of objectsOf({}).filter(({ kind }) => kind === 'Job' || kind === 'CronJob')) {
      assert.equal(typeof podTemplateOf(object)?.spec['activeDeadlineSeconds'], 'number', object.metadata.name);
    }
  });

  it('denies all traffic, then opens what the components declare and nothing else', () => {
    const names = (fleet: typeof fleets.production): string[] =>
      objectsOf({}, fleet)
        .filter(({ kind }) => kind === 'NetworkPolicy')
        .map(({ metadata }) => metadata.name);
    assert.deepEqual(names(fleets.local), [
      'default-deny',
      'dns',
      'db',
      'to-db',
      'web',
      'to-web',
      'web-internet',
      'cron-internet',
    ]);
    assert.deepEqual(names(fleets.production), [...names(fleets.local), 'solver']);
    assert.deepEqual(specOf(objectsOf({}), 'NetworkPolicy', 'default-deny'), {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
  });

  it("opens the shop's port to its callers and to the fleet's ingress controller, in its namespace only", () => {
    const ingress = { ...fleets.local.environment.ingress, namespace: 'edge', podLabels: { app: 'proxy' } };
    const fleet = { ...fleets.local, environment: { ...fleets.local.environment, ingress } };
    const callers = [{ key: 'app.kubernetes.io/component', operator: 'In', values: ['validate'] }];
    assert.deepEqual((specOf(objectsOf({}, fleet), 'NetworkPolicy', 'web') as { ingress: unknown }).ingress, [
      {
        from: [
          { podSelector: { matchExpressions: callers, matchLabels: { 'urumi.dev/store': 'demo-shop' } } },
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'edge' } },
            podSelector: { matchLabels: { app: 'proxy' } },
          },
        ],
        ports: [{ port: 8080, protocol: 'TCP' }],
      },
    ]);
  });

  it('lets no pod reach private addresses, the metadata service or the Kubernetes API', () => {
    const policy = specOf(objectsOf({}), 'NetworkPolicy', 'web-internet') as {
      egress: { to: { ipBlock: { cidr: string; except: string[] } }[] }[];
    };
    const blocks = policy.egress.flatMap(({ to }) => to.map(({ ipBlock }) => ipBlock));
    assert.deepEqual(
      blocks.map(({ cidr }) => cidr),
      ['0.0.0.0/0', '::/0'],
    );
    for (const range of ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16']) {
      assert.ok(blocks[0]?.except.includes(range), range);
    }
  });

  it('tells admission policies on the namespace where the file is, and where images may come from', () => {
    const notesOf = (more: object): unknown => {
      const fleet = fleets.production;
      const { stages } = synthesise({ name: 'demo-shop', spec: storeSpec({ engine: 'woocommerce' }), ...more }, fleet);
      return stages[0]?.objects[0]?.object.metadata.annotations;
    };
    const registries = { 'urumi.dev/registries': 'registry.example.com/urumi,docker.io/library' };
    assert.deepEqual(notesOf({}), registries);
    assert.deepEqual(notesOf({ origin: { file: 'stores/eu/demo-shop.yaml', branch: 'main' } }), {
      'urumi.dev/file': 'stores/eu/demo-shop.yaml',
      'urumi.dev/branch': 'main',
      ...registries,
    });
  });

  it('gives the controller its rights in the namespace and the components none', () => {
    const bindings = objectsOf({}).filter(({ kind }) => kind === 'RoleBinding');
    assert.equal(bindings.length, 1);
    assert.deepEqual(bindings[0]?.['roleRef'], {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      name: 'urumi-store-manager',
    });
    assert.deepEqual(bindings[0]?.['subjects'], [
      { apiGroup: '', kind: 'ServiceAccount', name: 'urumi-controller', namespace: 'urumi-system' },
    ]);
    for (const account of objectsOf({}).filter(({ kind }) => kind === 'ServiceAccount'))
      assert.equal(account['automountServiceAccountToken'], false);
  });

  it("runs each component's pods as a service account of its own that exists", () => {
    const objects = objectsOf({});
    const accounts = new Set(
      objects.filter(({ kind }) => kind === 'ServiceAccount').map(({ metadata }) => metadata.name),
    );
    for (const object of objects) {
      const template = podTemplateOf(object);
      if (template === undefined) continue;
      assert.equal(template.spec['serviceAccountName'], template.metadata.labels['app.kubernetes.io/component']);
      assert.ok(accounts.has(String(template.spec['serviceAccountName'])), object.metadata.name);
    }
  });
});
