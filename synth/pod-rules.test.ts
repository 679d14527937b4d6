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

const budget = 'PodDisruptionBudget';
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
    type Damage = (pod: PodTemplateJson, object: KubernetesObject, all: KubernetesObject[]) => void;
    const damages: readonly (readonly [rule: string, Damage])[] = [
      ['run-as-non-root', ({ spec }) => delete spec.securityContext?.['runAsNonRoot']],
      ['read-only-root-fs', ({ spec }) => delete securityOf(spec)['readOnlyRootFilesystem']],
      ['drop-all-capabilities', ({ spec }) => delete securityOf(spec)['capabilities']],
      ['no token', ({ spec }) => Object.assign(spec, { automountServiceAccountToken: true })],
      ['unset-cpu', ({ spec }) => delete spec.containers[0]?.resources?.limits?.cpu],
      ['unset-memory', ({ spec }) => delete spec.containers[0]?.resources?.requests?.memory],
      ['no-liveness-probe', ({ spec }) => delete spec.containers[0]?.livenessProbe],
      ['no-readiness-probe', ({ spec }) => delete spec.containers[0]?.readinessProbe],
      ['latest-tag', ({ spec }) => Object.assign(spec.containers[0]!, { image: 'x/postgres:latest' })],
      ['latest-tag', ({ spec }) => Object.assign(spec.containers[0]!, { image: 'docker.io/library/postgres:18.6' })],
      [
        'env-var-secret',
        ({ spec }) => Object.assign(spec.containers[0]!, { env: [{ name: 'DB_PASSWORD', value: 'x' }] }),
      ],
      ['mismatching-selector', ({ metadata }) => delete metadata.labels['urumi.dev/store']],
      ['pdb-max-unavailable', (_, __, all) => all.splice(0, all.length, ...all.filter(({ kind }) => kind !== budget))],
      ['no-anti-affinity', ({ spec }) => delete spec['topologySpreadConstraints']],
      ['in reverse', (_, object) => Object.assign(object['spec'] as object, { replicas: 2 })],
      [
        'no-rolling-update-strategy',
        (_, object) => Object.assign(object['spec'] as object, { strategy: { type: 'Recreate' } }),
      ],
      ['probe ports', ({ spec }) => delete spec.containers[0]?.['ports']],
      ['without a bound', ({ spec }) => spec.volumes?.push({ name: 'x', emptyDir: {} })],
    ];
    for (const [rule, damage] of damages) {
      const copy = structuredClone(objects) as KubernetesObject[];
      const server = podsOf(copy).find(
        ({ object }) => object.kind === 'Deployment' && object.metadata.name === 'server',
      )!;
      damage(server.template, server.object, copy);
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

function securityOf({ containers }: PodTemplateJson['spec']): Record<string, unknown> {
  return containers[0]?.securityContext ?? {};
}
