import assert from 'node:assert/strict';
import { podTemplateOf, type ContainerJson } from '../../pod-template.ts';
import { plans } from '../../spec/store.ts';
import { synthesise } from '../../synthesise.ts';
import type { KubernetesObject, Synthesis } from '../../synthesis.ts';
import { fleets, storeSpec } from '../../testing/samples.ts';

const shop = (fields: Record<string, unknown> = {}, fleet = fleets.production): Synthesis =>
  synthesise({ name: 'demo-shop', spec: storeSpec({ engine: 'medusa', ...fields }) }, fleet);
const objectsOf = ({ stages }: Synthesis): KubernetesObject[] =>
  stages.flatMap(({ objects }) => objects.map(({ object }) => object));
const idOf = ({ kind, metadata }: KubernetesObject): string => `${kind}/${metadata.name}`;
const idsOf = (synthesis: Synthesis): string[] => objectsOf(synthesis).map(idOf);

function find(synthesis: Synthesis, prefix: string): KubernetesObject {
  return objectsOf(synthesis).find((object) => idOf(object).startsWith(prefix)) ?? assert.fail(`${prefix} is missing`);
}

/** A spec, of which the test says what it reads. */
function specOf(synthesis: Synthesis, prefix: string): unknown {
  return find(synthesis, prefix)['spec'];
}

function containerOf(synthesis: Synthesis, prefix: string): ContainerJson {
  return podTemplateOf(find(synthesis, prefix))?.spec.containers[0] ?? assert.fail(`${prefix} has no container`);
}

function environmentOf(synthesis: Synthesis, prefix: string): Record<string, string | undefined> {
  const list = (containerOf(synthesis, prefix)['env'] ?? []) as { name: string; value?: string }[];
  return Object.fromEntries(list.map(({ name, value }) => [name, value]));
}

/** Ids whose digests differ, or that only one of the two has; Jobs without the hash in their names. */
function changed(before: Synthesis, after: Synthesis): string[] {
  const digests = ({ stages }: Synthesis): Map<string, string> =>
    new Map(stages.flatMap(({ objects }) => objects.map(({ object, digest }) => [idOf(object), digest] as const)));
  const [old, now] = [digests(before), digests(after)];
  const ids = [...old.keys(), ...now.keys()].filter((id) => old.get(id) !== now.get(id));
  return [...new Set(ids.map((id) => (id.startsWith('Job/') ? id.replace(/-[0-9a-f]{10}$/, '') : id)))].sort();
}

describe('a Medusa store', () => {
  it('does its background work in the server in plan small, and in a worker from medium up', () => {
    const modes = plans.map((plan) => ({
      server: environmentOf(shop({ plan }), 'Deployment/server')['MEDUSA_WORKER_MODE'],
      worker: idsOf(shop({ plan })).includes('Deployment/worker'),
    }));
    assert.deepEqual(modes, [
      { server: 'shared', worker: false },
      { server: 'server', worker: true },
      { server: 'server', worker: true },
    ]);
    assert.equal(environmentOf(shop({ plan: 'large' }), 'Deployment/worker')['MEDUSA_WORKER_MODE'], 'worker');
  });

  it('caps the heap of every process that runs Medusa well below its limit', () => {
    for (const plan of plans) {
      for (const id of ['Deployment/server', 'Deployment/worker', 'Job/setup', 'Job/validate']) {
        if (!idsOf(shop({ plan })).some((each) => each.startsWith(id))) continue;
        const heap = /^--max-old-space-size=(\d+)$/.exec(environmentOf(shop({ plan }), id)['NODE_OPTIONS'] ?? '');
        const limit = Number.parseInt(containerOf(shop({ plan }), id).resources?.limits?.memory ?? '', 10);
        assert.ok(
          Number(heap?.[1]) > 0 && Number(heap?.[1]) <= limit * 0.85,
          `${plan} ${id}: ${heap?.[1]} of ${limit}`,
        );
      }
    }
  });

  it('leaves the number of pods to an autoscaler in plan large, and states none beside it', () => {
    for (const name of ['server', 'storefront']) {
      assert.ok(!('replicas' in (specOf(shop({ plan: 'large' }), `Deployment/${name}`) as object)));
      const scaler = specOf(shop({ plan: 'large' }), `HorizontalPodAutoscaler/${name}`) as { minReplicas: number };
      assert.equal(scaler.minReplicas, 2);
    }
    assert.ok(!idsOf(shop({ plan: 'medium' })).some((id) => id.startsWith('HorizontalPodAutoscaler')));
  });

  it('has as many servers and storefronts as its fleet says in the other plans, on different nodes where it can, and one of all else', () => {
    for (const [fleet, replicas] of [
      [fleets.local, 1],
      [fleets.production, 2],
    ] as const) {
      for (const name of ['server', 'storefront']) {
        const store = shop({ plan: 'medium' }, fleet);
        assert.equal((specOf(store, `Deployment/${name}`) as { replicas: number }).replicas, replicas);
        const template = podTemplateOf(find(store, `Deployment/${name}`));
        assert.equal(template?.spec['topologySpreadConstraints'] !== undefined, replicas > 1, name);
      }
      for (const id of ['Deployment/worker', 'StatefulSet/postgres', 'StatefulSet/redis'])
        assert.equal((specOf(shop({ plan: 'medium' }, fleet), id) as { replicas: number }).replicas, 1, id);
    }
  });

  it('has no fewer pods in plan large than a fleet wants that wants more than the plan', () => {
    const fleet = { ...fleets.production, environment: { ...fleets.production.environment, replicas: 3 } };
    const { minReplicas, maxReplicas } = specOf(
      shop({ plan: 'large' }, fleet),
      'HorizontalPodAutoscaler/server',
    ) as Record<string, number>;
    assert.deepEqual([minReplicas, maxReplicas], [3, 4]);
  });

  it('is ready when database and Redis answer, and is not restarted while they do not', () => {
    const { readinessProbe, livenessProbe, startupProbe } = containerOf(shop(), 'Deployment/server');
    assert.equal(readinessProbe?.httpGet?.path, '/ready');
    assert.deepEqual([startupProbe?.httpGet?.path, livenessProbe?.httpGet?.path], ['/health', '/health']);
  });

  it('migrates the database before the first pod of a new version, while those of the old one serve on', () => {
    const { stages } = shop({ version: '2.21.0' });
    const stageOf = (prefix: string): number =>
      stages.findIndex(({ objects }) => objects.some(({ object }) => idOf(object).startsWith(prefix)));
    assert.ok(stageOf('Job/setup') < stageOf('Deployment/server'));
    assert.deepEqual((specOf(shop(), 'Deployment/server') as { strategy: object }).strategy, {
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
    });
    assert.deepEqual(changed(shop(), shop({ version: '2.21.0' })), [
      'Deployment/server',
      'Deployment/storefront',
      'Job/setup',
      'Job/validate',
    ]);
  });

  it('is set up again when its file says something new of the shop, and not when it grows or gets a host', () => {
    const setup = (fields: Record<string, unknown>): string => idOf(find(shop(fields), 'Job/setup'));
    for (const fields of [{ title: 'Other' }, { currency: 'USD' }, { country: 'US' }, { catalog: 'empty' }])
      assert.notEqual(setup(fields), setup({}), JSON.stringify(fields));
    for (const fields of [{ plan: 'large' }, { hosts: ['a.example.com'] }, { storage: { database: '50Gi' } }])
      assert.equal(setup(fields), setup({}), JSON.stringify(fields));
  });

  it('answers shop, API and admin pages under each of its hosts', () => {
    interface Path {
      path: string;
      backend: { service: { name: string } };
    }
    const { rules } = specOf(shop({ hosts: ['a.example.com'] }), 'Ingress/') as {
      rules: { host: string; http: { paths: Path[] } }[];
    };
    assert.deepEqual(
      rules.map(({ host }) => host),
      ['demo-shop.shops.example.com', 'a.example.com'],
    );
    for (const { http } of rules) {
      const services = http.paths.map(({ path, backend }) => `${path} ${backend.service.name}`);
      assert.deepEqual(services.sort(), [
        '/ storefront',
        '/admin server',
        '/app server',
        '/auth server',
        '/hooks server',
        '/media server',
        '/store server',
      ]);
    }
    assert.equal(shop().adminUrl, 'https://demo-shop.shops.example.com/app');
  });

  it('sends cookies over plain HTTP only where the fleet has nothing else', () => {
    const secure = (fleet: typeof fleets.production): string | undefined =>
      (find(shop({}, fleet), 'ConfigMap/store-env')['data'] as Record<string, string>)['COOKIE_SECURE'];
    const selfSigned = {
      ...fleets.local,
      environment: { ...fleets.local.environment, tls: { mode: 'selfSigned' as const } },
    };
    assert.deepEqual([secure(fleets.local), secure(selfSigned), secure(fleets.production)], ['false', 'true', 'true']);
  });

  it('has its own publishable key, in the form of Medusa, and no password in any object', () => {
    const keys = Object.fromEntries(shop().secrets.map((secret) => [secret.name, secret]));
    assert.deepEqual(keys['store-app']?.keys['PUBLISHABLE_KEY'], { generate: 'hex', bytes: 32, prefix: 'pk_' });
    assert.deepEqual(keys['store-app']?.rotation?.keys, ['JWT_SECRET', 'COOKIE_SECRET']);
    const text = JSON.stringify(objectsOf(shop()));
    assert.match(text, /postgres:\/\/medusa:\$\(DATABASE_PASSWORD\)@postgres:5432\/medusa/);
    assert.match(text, /redis:\/\/:\$\(REDIS_PASSWORD\)@redis:6379/);
  });

  it('names passwords in the environment before the addresses that are made of them: Kubernetes expands no later one', () => {
    const names = Object.keys(environmentOf(shop(), 'Deployment/server'));
    assert.ok(names.indexOf('DATABASE_PASSWORD') < names.indexOf('DATABASE_URL'));
    assert.ok(names.indexOf('REDIS_PASSWORD') < names.indexOf('REDIS_URL'));
  });

  it('lets nobody but Medusa itself reach database and Redis, and the validation only what customers reach', () => {
    const callers = (name: string): unknown => {
      const { ingress } = specOf(shop(), `NetworkPolicy/${name}`) as {
        ingress: { from: { podSelector: { matchExpressions?: { values: string[] }[] } }[] }[];
      };
      return ingress[0]?.from[0]?.podSelector.matchExpressions?.[0]?.values;
    };
    assert.deepEqual(callers('postgres'), ['server', 'worker', 'setup']);
    assert.deepEqual(callers('redis'), ['server', 'worker', 'setup']);
    assert.deepEqual(callers('server'), ['storefront', 'validate']);
  });

  it('carries a title through as it is, whatever Kubernetes would make of it', () => {
    const title = `Müller's "Käse" & $(DATABASE_PASSWORD) 👩‍🌾`;
    assert.equal(environmentOf(shop({ title }), 'Job/setup')['TITLE'], title.replaceAll('$', '$$$$'));
  });

  it('rotates the password of its database by a Job, and replaces what logs in with it', () => {
    const rotated = shop({ rotate: { database: '1' } });
    const environment = environmentOf(rotated, 'Job/rotate-database');
    assert.deepEqual([environment['DB_HOST'], environment['ROTATION']], ['postgres', '1']);
    assert.deepEqual(changed(shop(), rotated), [
      'ConfigMap/store-rotation',
      'Deployment/server',
      'Job/rotate-database',
      'Job/validate',
      'ResourceQuota/jobs',
    ]);
  });

  it('sleeps without pods, autoscalers and ingress, and keeps all else', () => {
    const asleep = shop({ plan: 'large', suspended: true });
    for (const object of objectsOf(asleep).filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet'))
      assert.equal((object['spec'] as { replicas: number }).replicas, 0, idOf(object));
    const gone = changed(shop({ plan: 'large' }), asleep).filter((id) => !/^(Deployment|StatefulSet)\//.test(id));
    assert.deepEqual(gone, [
      'HorizontalPodAutoscaler/server',
      'HorizontalPodAutoscaler/storefront',
      'Ingress/storefront',
      'Job/setup',
      'Job/validate',
    ]);
  });
});
