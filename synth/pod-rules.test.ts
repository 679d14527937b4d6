import assert from 'node:assert/strict';
import type { PodTemplateJson } from './pod-template.ts';
import { engines, plans } from './spec/store.ts';
import { synthesise } from './synthesise.ts';
import type { KubernetesObject } from './synthesis.ts';
import { podRules, podsOf } from './testing/pod-rules.ts';
import { fleets, storeSpec } from './testing/samples.ts';

interface Emitted {
  readonly title: string;
  readonly objects: readonly KubernetesObject[];
}

const rotate = { database: '1', application: '1' };

/** Every store that there can be, with everything that a file may ask for. */
const stores: readonly Emitted[] = engines.flatMap((engine) =>
  plans.flatMap((plan) =>
    Object.entries(fleets).map(([environment, fleet]) => ({
      title: `${engine}, ${plan}, ${environment}`,
      objects: synthesise(
        { name: 'demo-shop', spec: storeSpec({ engine, plan, rotate, hosts: ['shop.example.com'] }) },
        fleet,
      ).stages.flatMap(({ objects }) => objects.map(({ object }) => object)),
    })),
  ),
);

describe('every pod that is emitted', () => {
  for (const { title, objects } of stores) {
    it(`of ${title} keeps the rules`, () => {
      const pods = podsOf(objects);
      assert.ok(pods.length >= 6, `${pods.length} pods`);
      const broken = pods.flatMap((pod) =>
        Object.entries(podRules).flatMap(([rule, check]) => {
          const found = check(pod, objects);
          return found === undefined ? [] : [`${pod.object.kind}/${pod.object.metadata.name}: ${rule}: ${found}`];
        }),
      );
      assert.deepEqual(broken, []);
    });
  }

  it('would not pass unnoticed if it broke any of them', () => {
    const [{ objects }] = stores.filter(({ title }) => title === 'medusa, large, production') as [Emitted];
    const damages: Readonly<Record<string, (pod: PodTemplateJson, object: KubernetesObject) => void>> = {
      'run-as-non-root': ({ spec }) => delete spec.securityContext?.['runAsNonRoot'],
      'unset-cpu': ({ spec }) => delete spec.containers[0]?.resources?.limits?.cpu,
      'no-liveness-probe': ({ spec }) => delete spec.containers[0]?.livenessProbe,
      'latest-tag': ({ spec }) => Object.assign(spec.containers[0]!, { image: 'x/postgres:latest' }),
      'env-var-secret': ({ spec }) =>
        Object.assign(spec.containers[0]!, { env: [{ name: 'DB_PASSWORD', value: 'x' }] }),
      'mismatching-selector': ({ metadata }) => delete metadata.labels['urumi.dev/store'],
      'no-anti-affinity': ({ spec }) => delete spec['topologySpreadConstraints'],
      'in reverse': (_, object) => Object.assign(object['spec'] as object, { replicas: 2 }),
      'no-rolling-update-strategy': (_, object) =>
        Object.assign(object['spec'] as object, { strategy: { type: 'Recreate' } }),
      'probe ports': ({ spec }) => delete spec.containers[0]?.['ports'],
      'without a bound': ({ spec }) => spec.volumes?.push({ name: 'x', emptyDir: {} }),
    };
    for (const [rule, damage] of Object.entries(damages)) {
      const copy = structuredClone(objects) as KubernetesObject[];
      const server = podsOf(copy).find(
        ({ object }) => object.kind === 'Deployment' && object.metadata.name === 'server',
      )!;
      damage(server.template, server.object);
      const found = Object.entries(podRules).flatMap(([name, check]) =>
        check(server, copy) === undefined ? [] : [name],
      );
      assert.ok(
        found.some((name) => name.includes(rule)),
        `${rule} went unnoticed: ${found.join()}`,
      );
    }
  });
});
