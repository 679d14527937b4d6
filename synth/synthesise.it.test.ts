import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyObject } from '../cluster/apply.ts';
import { connect, type Connection } from '../cluster/connect.ts';
import { health } from '../cluster/health/health.ts';
import { pathOf } from '../cluster/kinds.ts';
import { objectId } from '../cluster/object-id.ts';
import type { KubeObject } from '../cluster/object.ts';
import { startControlPlane, type ControlPlane } from '../sandbox/control-plane.ts';
import { engines, plans, type Engine, type Plan } from './spec/store.ts';
import { synthesise } from './synthesise.ts';
import type { KubernetesObject, SecretRequest, Synthesis } from './synthesis.ts';
import { fleets, storeSpec } from './testing/samples.ts';

const deadlineMs = 45_000;

/** The fleets, production on the storage class that the sandbox has. */
const environments = {
  local: fleets.local,
  production: {
    ...fleets.production,
    environment: { ...fleets.production.environment, storageClassName: 'kwok-volume' },
  },
};
const fleet = environments.production;

/** What runs on in a store, and what ends. */
function expectedPods(engine: Engine, plan: Plan): string[] {
  const parts = {
    woocommerce: ['db', 'web'],
    medusa: ['postgres', 'redis', 'server', 'storefront', ...(plan === 'small' ? [] : ['worker'])],
  };
  return [...parts[engine].map((part) => `${part} Running`), 'setup Succeeded', 'validate Succeeded'].sort();
}

describe('the objects of a store, on a real API server', function () {
  this.timeout(90_000);
  let controlPlane: ControlPlane;
  let api: Connection;

  before(async () => {
    controlPlane = await startControlPlane();
    api = await connect({ kubeconfig: controlPlane.kubeconfig, userAgent: 'urumi-test' });
  });
  after(async () => {
    await api?.close();
    await controlPlane?.stop();
  });

  /** Applies the object strictly: an unknown field is an error, and a warning (pod security, deprecation) fails the test. */
  async function apply(object: KubernetesObject): Promise<void> {
    const { warnings } = await applyObject(api, object, { fieldValidation: 'Strict' });
    assert.deepEqual(warnings, [], `warnings about ${object.kind} ${object.metadata.name}`);
  }

  async function current(object: KubernetesObject): Promise<void> {
    const path = pathOf(objectId(object));
    const end = Date.now() + deadlineMs;
    for (;;) {
      const state = health(await api.request<KubeObject>({ method: 'GET', path }));
      if (state.status === 'Current') return;
      assert.ok(
        Date.now() < end && state.status !== 'Failed',
        `${path}: ${state.status} ${state.reason} ${state.message}`,
      );
      await sleep(100);
    }
  }

  /** Brings a store up as the controller does: a stage when all before it are healthy. */
  async function bringUp({ stages, secrets }: Synthesis): Promise<void> {
    for (const { name, objects } of stages) {
      for (const { object } of objects) await apply(object);
      if (name === 'config') for (const secret of secrets) await apply(secretOf(secret));
      await Promise.all(objects.map(({ object }) => current(object)));
    }
  }

  async function pods(namespace: string): Promise<{ component: string | undefined; phase: string }[]> {
    const { items } = await api.request<{ items: (KubeObject & { status: { phase: string } })[] }>({
      method: 'GET',
      path: `/api/v1/namespaces/${namespace}/pods`,
    });
    return items.map(({ metadata, status }) => ({
      component: metadata.labels?.['app.kubernetes.io/component'],
      phase: status.phase,
    }));
  }

  /** Pods that a quota or a limit range has refused, as their would-be makers say. */
  async function refusals(namespace: string): Promise<string[]> {
    const { items } = await api.request<{ items: { reason: string; note: string }[] }>({
      method: 'GET',
      path: `/apis/events.k8s.io/v1/namespaces/${namespace}/events`,
    });
    return items.filter(({ reason }) => reason === 'FailedCreate').map(({ note }) => note);
  }

  async function runs({
    engine,
    plan,
    title,
    environment,
  }: {
    engine: Engine;
    plan: Plan;
    title: string;
    environment: typeof fleets.local;
  }): Promise<void> {
    const name = `${engine}-${plan}-${title}`;
    const store = synthesise({ name, spec: storeSpec({ engine, plan, hosts: [`${name}.example.com`] }) }, environment);
    await bringUp(store);
    const phases = (await pods(store.namespace))
      .filter(({ component }) => component !== 'cron')
      .map(({ component, phase }) => `${component} ${phase}`);
    assert.deepEqual([...new Set(phases)].sort(), expectedPods(engine, plan));
    assert.deepEqual(await refusals(store.namespace), []);
  }

  for (const engine of engines) {
    for (const plan of plans) {
      it(`${engine}: are accepted without a warning, and everything of plan ${plan} runs within its own bounds, in either fleet`, async () => {
        await Promise.all(
          Object.entries(environments).map(([title, environment]) => runs({ engine, plan, title, environment })),
        );
      });
    }

    it(`${engine}: can be applied over those of another plan and other hosts, in either direction: nothing that is immutable changes`, async () => {
      const storage = { database: '1Gi' };
      const name = `changing-${engine}`;
      const small = synthesise({ name, spec: storeSpec({ engine, plan: 'small', storage }) }, fleet);
      const large = synthesise(
        { name, spec: storeSpec({ engine, plan: 'large', storage, hosts: ['a.example.com'], title: 'New' }) },
        fleet,
      );
      const volumes = { database: '1Gi', ...(engine === 'woocommerce' ? { files: '50Gi' } : {}) };
      const again = synthesise({ name, spec: storeSpec({ engine, plan: 'small', storage: volumes }) }, fleet);
      await bringUp(small);
      await bringUp(large);
      // Down, the quotas shrink last: see the weights. What the smaller plan does not have goes by the controller, not here.
      const shrinking = new Set(['ResourceQuota', 'LimitRange']);
      for (const { objects } of again.stages)
        for (const { object } of objects.filter(({ object }) => !shrinking.has(object.kind))) await apply(object);
      assert.deepEqual(await refusals(small.namespace), []);
    });
  }

  it('leave the number of pods to the autoscaler: it starts the second one, and applying them again changes nothing', async () => {
    const store = synthesise({ name: 'scaling', spec: storeSpec({ engine: 'medusa', plan: 'large' }) }, fleet);
    await bringUp(store);
    const servers = async (): Promise<number> =>
      (await pods(store.namespace)).filter(({ component }) => component === 'server').length;
    const end = Date.now() + deadlineMs;
    while ((await servers()) !== 2) {
      assert.ok(Date.now() < end, 'the autoscaler has not started a second server');
      await sleep(250);
    }
    await bringUp(store);
    assert.equal(await servers(), 2);
  });

  it('leave no pod behind when the store is suspended, and wake up again', async () => {
    const spec = storeSpec();
    const awake = synthesise({ name: 'sleeper', spec }, fleet);
    await bringUp(awake);
    await bringUp(synthesise({ name: 'sleeper', spec: { ...spec, suspended: true } }, fleet));
    const end = Date.now() + deadlineMs;
    const running = async (): Promise<boolean> =>
      (await pods(awake.namespace)).some(({ phase }) => phase === 'Running');
    while (await running()) {
      assert.ok(Date.now() < end, 'pods still run');
      await sleep(100);
    }
    await bringUp(awake);
  });
});

function secretOf({ name, namespace, labels, keys }: SecretRequest): KubernetesObject {
  const data = Object.fromEntries(
    Object.keys(keys).map((key) => [key, Buffer.from('for the test').toString('base64')]),
  );
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace, labels }, data };
}
