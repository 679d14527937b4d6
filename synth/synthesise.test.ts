import assert from 'node:assert/strict';
import { podTemplateOf } from './pod-template.ts';
import { engines, plans } from './spec/store.ts';
import { stageNames } from './spec/status.ts';
import { synthesise } from './synthesise.ts';
import type { DesiredObject, KubernetesObject, Synthesis } from './synthesis.ts';
import { fleets, storeSpec } from './testing/samples.ts';
import { restrictedViolations } from './testing/restricted-violations.ts';

const longest = 'a'.repeat(40);

function shop(fields: Record<string, unknown> = {}, { name = 'demo-shop', fleet = fleets.local } = {}): Synthesis {
  return synthesise({ name, spec: storeSpec(fields) }, fleet);
}

function objectsOf(synthesis: Synthesis): DesiredObject[] {
  return synthesis.stages.flatMap(({ objects }) => objects);
}

function idOf({ kind, metadata }: KubernetesObject): string {
  return `${kind}/${metadata.name}`;
}

function idsOf(synthesis: Synthesis): string[] {
  return objectsOf(synthesis).map(({ object }) => idOf(object));
}

function find(synthesis: Synthesis, prefix: string): DesiredObject {
  const found = objectsOf(synthesis).find(({ object }) => idOf(object).startsWith(prefix));
  assert.ok(found, `${prefix} is missing`);
  return found;
}

/** Ids of the objects whose digests differ, or that only one of the two has. */
function changed(before: Synthesis, after: Synthesis): string[] {
  const digests = (synthesis: Synthesis): Map<string, string> =>
    new Map(objectsOf(synthesis).map(({ object, digest }) => [idOf(object), digest]));
  const [old, now] = [digests(before), digests(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter((id) => old.get(id) !== now.get(id)).sort();
}

/** Every combination that a test should hold for. */
const everyStore = engines.flatMap((engine) =>
  plans.flatMap((plan) =>
    Object.entries(fleets).map(([environment, fleet]) => ({
      title: `${engine}, ${plan}, ${environment}`,
      synthesis: shop({ engine, plan }, { fleet, name: longest }),
    })),
  ),
);

describe('synthesise', () => {
  it('gives the same bytes for the same input', () => {
    assert.equal(JSON.stringify(shop()), JSON.stringify(shop()));
  });

  it('returns every stage, in order', () => {
    assert.deepEqual(
      shop().stages.map(({ name }) => name),
      [...stageNames],
    );
    assert.deepEqual(
      shop({ suspended: true }).stages.map(({ name }) => name),
      [...stageNames],
    );
  });

  it('applies the namespace first and the rights in it second', () => {
    assert.deepEqual(idsOf(shop()).slice(0, 2), ['Namespace/store-demo-shop', 'RoleBinding/store-manager']);
  });

  it('puts every object into the namespace of the store, with the owner labels', () => {
    for (const { object } of objectsOf(shop())) {
      const { labels, namespace } = object.metadata;
      assert.equal(namespace, object.kind === 'Namespace' ? undefined : 'store-demo-shop', idOf(object));
      assert.equal(labels?.['app.kubernetes.io/managed-by'], 'urumi', idOf(object));
      assert.equal(labels?.['urumi.dev/store'], 'demo-shop', idOf(object));
      assert.ok(labels?.['app.kubernetes.io/component'], idOf(object));
    }
  });

  it('says where the shop and its admin pages are', () => {
    const { url, adminUrl, namespace } = shop({}, { fleet: fleets.production });
    assert.deepEqual(
      { url, adminUrl, namespace },
      {
        url: 'https://demo-shop.shops.example.com',
        adminUrl: 'https://demo-shop.shops.example.com/wp-admin/',
        namespace: 'store-demo-shop',
      },
    );
    assert.equal(shop().url, 'http://demo-shop.shops.localhost');
  });

  it('takes the engine version from the store, else the fleet, else the engine', () => {
    const image = (synthesis: Synthesis): string | undefined =>
      podTemplateOf(find(synthesis, 'Deployment/web').object)?.spec.containers[0]?.image;
    const fleet = { ...fleets.local, versions: { woocommerce: '10.9.4' } };
    assert.equal(image(shop()), 'ghcr.io/urumi-dev/woocommerce:11.0.1');
    assert.equal(image(shop({}, { fleet })), 'ghcr.io/urumi-dev/woocommerce:10.9.4');
    assert.equal(image(shop({ version: '10.9.5' }, { fleet })), 'ghcr.io/urumi-dev/woocommerce:10.9.5');
  });

  it('keeps data, guards and configuration when the store closes, and nothing that runs', () => {
    const kinds = (keep: boolean): string[] =>
      [
        ...new Set(
          objectsOf(shop())
            .filter((object) => object.keep === keep)
            .map(({ object }) => object.kind),
        ),
      ].sort();
    assert.deepEqual(kinds(true), [
      'ConfigMap',
      'LimitRange',
      'Namespace',
      'NetworkPolicy',
      'PersistentVolumeClaim',
      'ResourceQuota',
      'RoleBinding',
      'ServiceAccount',
    ]);
    assert.deepEqual(kinds(false), [
      'CronJob',
      'Deployment',
      'Ingress',
      'Job',
      'PodDisruptionBudget',
      'Service',
      'StatefulSet',
    ]);
  });

  it('asks for every volume with the database: none later than the first pod that mounts it, and none before there are Secrets', () => {
    const stageOf = (prefix: string): string | undefined =>
      shop().stages.find(({ objects }) => objects.some(({ object }) => idOf(object).startsWith(prefix)))?.name;
    assert.equal(stageOf('PersistentVolumeClaim/db-data'), stageOf('StatefulSet/db'));
    assert.equal(stageOf('PersistentVolumeClaim/uploads'), stageOf('StatefulSet/db'));
    assert.equal(stageOf('StatefulSet/db'), 'database');
  });

  describe('for every engine, plan and fleet', () => {
    for (const { title, synthesis } of everyStore) {
      it(`${title}: no two objects have one id`, () => {
        const ids = idsOf(synthesis);
        assert.equal(new Set(ids).size, ids.length);
      });

      it(`${title}: names and labels stay within Kubernetes' limits with the longest store name`, () => {
        for (const { object } of objectsOf(synthesis)) {
          assert.match(object.metadata.name, /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
          // A CronJob adds 11 characters to its name, a pod of a Job or ReplicaSet up to 17.
          if (object.kind === 'CronJob' || object.kind === 'Job' || object.kind === 'Deployment')
            assert.ok(object.metadata.name.length <= 40, object.metadata.name);
          const labels = { ...object.metadata.labels, ...podTemplateOf(object)?.metadata.labels };
          for (const value of Object.values(labels))
            assert.match(value, /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/);
        }
      });

      it(`${title}: every pod complies with the level restricted`, () => {
        for (const { object } of objectsOf(synthesis)) {
          const template = podTemplateOf(object);
          if (template !== undefined) assert.deepEqual(restrictedViolations(template.spec), [], idOf(object));
        }
      });

      it(`${title}: selectors match the pods' labels and nothing is derived from construct paths`, () => {
        for (const { object } of objectsOf(synthesis))
          assert.ok(!JSON.stringify(object).includes('cdk8s.io'), idOf(object));
        for (const { object } of objectsOf(synthesis).filter(({ object }) =>
          ['Deployment', 'StatefulSet'].includes(object.kind),
        )) {
          const { selector } = object['spec'] as { selector: { matchLabels: Record<string, string> } };
          assert.deepEqual(Object.keys(selector.matchLabels).sort(), [
            'app.kubernetes.io/component',
            'urumi.dev/store',
          ]);
          const labels = podTemplateOf(object)?.metadata.labels ?? {};
          for (const [label, value] of Object.entries(selector.matchLabels)) assert.equal(labels[label], value);
        }
      });
    }
  });

  describe('a changed store', () => {
    it('gets a new setup and validation when its file says something new of the shop', () => {
      const setup = (fields: Record<string, unknown>): string => idOf(find(shop(fields), 'Job/setup').object);
      for (const fields of [
        { title: 'Other' },
        { currency: 'USD' },
        { country: 'US:CA' },
        { payments: ['bank-transfer'] },
        { catalog: 'empty' },
        { version: '10.9.4' },
      ]) {
        assert.notEqual(setup(fields), setup({}), JSON.stringify(fields));
      }
      assert.equal(
        setup({ payments: ['bank-transfer', 'cash-on-delivery'] }),
        setup({ payments: ['cash-on-delivery', 'bank-transfer'] }),
      );
    });

    it('keeps its setup when only the plan, the hosts or the volumes change', () => {
      const setup = (fields: Record<string, unknown>): string => idOf(find(shop(fields), 'Job/setup').object);
      for (const fields of [
        { plan: 'large' },
        { hosts: ['shop.example.com'] },
        { storage: { files: '50Gi' } },
        { owner: 'team-retail' },
      ]) {
        assert.equal(setup(fields), setup({}), JSON.stringify(fields));
      }
    });

    it('renames nothing but the validation when the plan grows', () => {
      const names = (plan: string): string[] => idsOf(shop({ plan })).filter((id) => !id.startsWith('Job/validate'));
      assert.deepEqual(names('medium'), names('small'));
      assert.notEqual(
        idOf(find(shop({ plan: 'medium' }), 'Job/validate').object),
        idOf(find(shop(), 'Job/validate').object),
      );
    });

    it('is proven anew exactly when the shop differs', () => {
      const proof = (fields: Record<string, unknown>): string => idOf(find(shop(fields), 'Job/validate').object);
      assert.equal(proof({ owner: 'team-retail' }), proof({}));
      assert.notEqual(proof({ hosts: ['shop.example.com'] }), proof({}));
      assert.notEqual(proof({ plan: 'medium' }), proof({}));
    });

    it('touches only what its owner sees when a host is added', () => {
      assert.deepEqual(
        changed(shop(), shop({ hosts: ['shop.example.com'] })).filter((id) => !id.startsWith('Job/validate')),
        ['ConfigMap/store-env', 'Deployment/web', 'Ingress/web', 'ResourceQuota/objects'],
      );
    });

    it('changes nothing when only its owner or its deletion policy changes', () => {
      assert.deepEqual(changed(shop(), shop({ owner: 'team-retail', deletion: { policy: 'Delete' } })), []);
    });

    it('grows and shrinks what bounds it with the plan', () => {
      const weights = plans.map((plan) => objectsOf(shop({ plan })).filter(({ weight }) => weight !== undefined));
      for (const [index, bigger] of weights.slice(1).entries()) {
        for (const { object, weight } of bigger) {
          const smaller = weights[index]!.find((other) => idOf(other.object) === idOf(object))!;
          assert.ok(weight! >= smaller.weight!, `${idOf(object)} shrinks as the plan grows`);
        }
      }
      assert.ok(find(shop({ plan: 'large' }), 'ResourceQuota/run').weight! > find(shop(), 'ResourceQuota/run').weight!);
      assert.deepEqual(
        weights[0]!.map(({ object }) => object.kind),
        [
          'ResourceQuota',
          'ResourceQuota',
          'ResourceQuota',
          'LimitRange',
          'PersistentVolumeClaim',
          'PersistentVolumeClaim',
        ],
      );
    });
  });

  describe('a suspended store', () => {
    const asleep = shop({ suspended: true });

    it('runs no pods and answers nothing', () => {
      for (const id of ['Deployment/web', 'StatefulSet/db'])
        assert.equal((find(asleep, id).object['spec'] as { replicas: number }).replicas, 0);
      assert.equal((find(asleep, 'CronJob/wp-cron').object['spec'] as { suspend: boolean }).suspend, true);
      assert.deepEqual(
        idsOf(asleep).filter((id) => id.startsWith('Job/') || id.startsWith('Ingress/')),
        [],
      );
    });

    it('keeps everything else as it is, its bounds included', () => {
      const gone = /^(Job|Ingress)\/|^(Deployment\/web|StatefulSet\/db|CronJob\/wp-cron)$/;
      assert.deepEqual(
        changed(shop(), asleep).filter((id) => !gone.test(id)),
        [],
      );
    });
  });
});
