import assert from 'node:assert/strict';
import { run } from '../cli/run.ts';
import { recordedIo } from '../cli/recorded-io.ts';
import { connect, type Connection } from '../cluster/connect.ts';
import { isApiError, type ApiError } from '../cluster/errors.ts';
import { pathOf } from '../cluster/kinds.ts';
import { parseObjectId } from '../cluster/object-id.ts';
import type { KubeObject } from '../cluster/object.ts';
import { serviceAccount } from '../sandbox/control-plane/credentials.ts';
import { isAdmissionRefusal } from '../cluster/admission-refusal.ts';
import { annotations } from '../synth/spec/names.ts';
import {
  at,
  debugContainer,
  merge,
  namespace,
  remove,
  store,
  strategic,
  type HandEdit,
  type Scene,
} from './admission/hand-edit.ts';
import { handEdits } from './admission/hand-edits.ts';
import { Bed } from './harness/bed.ts';
import { refusalOf } from './harness/refusal-of.ts';
import { storeFile } from './harness/store-file.ts';
import { until } from './harness/until.ts';

const home = `/api/v1/namespaces/${namespace}`;
const web = at.apps('deployments/web');

describe('a cluster with the policies in force', function () {
  this.timeout(200_000);
  let bed: Bed;
  /** Somebody with every right that RBAC gives. */
  let person: Connection;

  before(async () => {
    bed = await Bed.start();
    await bed.startController();
    await bed.push({
      [`stores/${store}.yaml`]: storeFile(store),
      'stores/brief.yaml': storeFile('brief', { deletion: 'Delete' }),
    });
    person = await connect({ kubeconfig: bed.plane.kubeconfig, userAgent: 'kubectl' });
    await Promise.all([store, 'brief'].map((name) => bed.untilPhase(name, 'Ready', 150_000)));
    // Kubernetes puts one into each namespace, whenever it comes to it.
    const isThere = async (): Promise<boolean> =>
      (await bed.object(store, 'ConfigMap', 'kube-root-ca.crt')) !== undefined;
    await until('the namespace has its kube-root-ca.crt', isThere, { timeoutMs: 60_000 });
  });
  after(async () => {
    await person?.close();
    await bed?.[Symbol.asyncDispose]();
  });

  async function aPod(component = 'web'): Promise<string> {
    const query = { labelSelector: `app.kubernetes.io/component=${component}` };
    const { items } = await person.request<{ items: KubeObject[] }>({ method: 'GET', path: at.core('pods'), query });
    const alive = items.find(({ metadata }) => metadata.deletionTimestamp === undefined);
    return alive?.metadata.name ?? '';
  }

  async function tried({ request }: HandEdit): Promise<ApiError | undefined> {
    const scene: Scene = {
      pod: await aPod(),
      read: (path) => person.request<KubeObject>({ method: 'GET', path }),
    };
    try {
      await person.request(await request(scene));
      return undefined;
    } catch (error) {
      if (!isApiError(error)) throw error;
      return error;
    }
  }

  const namesFile =
    /demo-shop is kept by Git.*edit stores\/demo-shop\.yaml \((main|fleet shops at [0-9a-f]{7})\) and open a pull request|demo-shop is kept by Git, with all its data: to close it remove stores\/demo-shop\.yaml \(main\)/;

  for (const edit of handEdits.filter(({ outcome }) => outcome === 'refused')) {
    it(`refuses to a person: ${edit.command}`, async () => {
      const error = await tried(edit);
      assert.ok(error !== undefined, 'it was let through');
      assert.ok(isAdmissionRefusal(error), error.message);
      assert.equal(error.code, 'Forbidden');
      assert.match(error.detail, edit.says ?? namesFile);
    });
  }

  it('refuses to a person to delete any of the objects that the store consists of, whatever its kind', async () => {
    const inventory = (await bed.status(store))?.inventory ?? [];
    const kinds = new Set<string>();
    for (const { id } of inventory) {
      const request = { method: 'DELETE', path: pathOf(id), query: { dryRun: 'All' } } as const;
      const refused = (error: unknown): boolean => isApiError(error, 'Forbidden') && isAdmissionRefusal(error);
      await assert.rejects(person.request(request), refused, id);
      kinds.add(parseObjectId(id).kind);
    }
    assert.ok(kinds.size >= 13, [...kinds].join(', '));
  });

  it('has lost nothing by all that was refused', async () => {
    const status = await bed.untilPhase(store, 'Ready');
    assert.equal(status.history.length, 1, 'the shop was made once, and nothing had to be mended');
  });

  for (const edit of handEdits.filter(({ outcome }) => outcome === 'allowed')) {
    it(`lets a person: ${edit.command}`, async () => {
      const error = await tried(edit);
      if (error === undefined) return;
      assert.ok(edit.inVain === true, error.message);
      assert.ok(!isAdmissionRefusal(error) && error.code !== 'Forbidden', error.message);
    });
  }

  it('lets Kubernetes make the pods of a shop anew, and scale it', async () => {
    const before = await aPod();
    await person.request(remove(at.core(`pods/${before}`)));
    await until('another pod', async () => ![before, ''].includes(await aPod()));
    const { user, groups } = serviceAccount('kube-system', 'horizontal-pod-autoscaler');
    const hpa = await connect({ kubeconfig: await bed.plane.kubeconfigFor(user, groups), userAgent: 'hpa' });
    // Without a resourceVersion: the Deployment's status moves on meanwhile.
    const wider = {
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      metadata: { name: 'web', namespace },
      spec: { replicas: 3 },
    };
    await hpa.request({ method: 'PUT', path: `${web}/scale`, body: wider, query: { dryRun: 'All' } });
    await hpa.close();
    await bed.untilPhase(store, 'Ready');
  });

  it('lets the controller roll out, close and purge, and Kubernetes collect what is left of a store', async () => {
    await bed.push({ [`stores/${store}.yaml`]: storeFile(store, { plan: 'medium' }), 'stores/brief.yaml': null });
    await until('brief is gone', async () => (await bed.object('brief', 'Namespace', '')) === undefined, {
      timeoutMs: 120_000,
    });
    await until('the Store too', async () => (await bed.store('brief')) === undefined);
    await until('the change has arrived', async () => ((await bed.status(store))?.history.length ?? 0) > 1, {
      timeoutMs: 120_000,
    });
  });

  it('never holds up what is on its way out', async () => {
    const metadata = {
      name: 'held',
      namespace,
      finalizers: ['example.com/slow'],
      labels: { 'urumi.dev/store': store },
    };
    await bed.api.request({ method: 'POST', path: at.core('configmaps'), body: { metadata } });
    const held = at.core('configmaps/held');
    await assert.rejects(person.request(merge(held, { metadata: { finalizers: [] } })), /kept by Git/);
    await bed.api.request(remove(held));
    await person.request(merge(held, { metadata: { finalizers: [] } }));
    await assert.rejects(person.request({ method: 'GET', path: held }), (error) => isApiError(error, 'NotFound'));
  });

  const replicas = async (): Promise<number> => {
    const { spec } = await person.request<KubeObject & { spec: { replicas: number } }>({ method: 'GET', path: web });
    return spec.replicas;
  };
  const stalled = async (): Promise<string | undefined> => {
    const conditions = (await bed.status(store))?.conditions ?? [];
    return conditions.find(({ type, status }) => type === 'Stalled' && status === 'True')?.reason;
  };
  async function urumi(...args: string[]): Promise<string> {
    const io = recordedIo();
    await run([...args, '--kubeconfig', bed.plane.kubeconfig], io);
    return io.out() + io.err();
  }

  it('lets a person take over a Store’s spec for a while, and becomes again what the file says', async () => {
    const demo = at.own(`stores/${store}`);
    await person.request(merge(demo, { metadata: { annotations: { [annotations.breakGlass]: 'too many orders' } } }));
    await person.request(merge(demo, { spec: { suspended: true } }));
    await bed.untilPhase(store, 'Suspended');
    await until('it says so', async () => (await stalled()) === 'BreakGlass');
    assert.match(await urumi('explain', store), /a person has taken over the spec \(too many orders\)/);
    await person.request(merge(demo, { metadata: { annotations: { [annotations.breakGlass]: null } } }));
    await bed.untilPhase(store, 'Ready');
    assert.equal(await stalled(), undefined);
  });

  it('stands aside when the glass is broken, says so everywhere, needs no Git for it, and mends everything afterwards', async () => {
    await bed.git.stop();
    const wanted = await replicas();
    await person.request(
      merge(home, { metadata: { annotations: { [annotations.breakGlass]: 'the shop is on fire' } } }),
    );
    await until('it stands aside', async () => (await stalled()) === 'BreakGlass');
    const scaled = async () =>
      (await refusalOf(person.request(merge(`${web}/scale`, { spec: { replicas: 0 } })))) === undefined;
    await until('the policies know of it', scaled);
    await person.request(remove(at.network('ingresses/web')));
    await person.request(
      strategic(at.core(`pods/${await aPod('db')}/ephemeralcontainers`), debugContainer('quay.io/else/debug:1')),
    );
    const guard = merge(home, { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } } });
    await assert.rejects(person.request(guard), /locked, also in an emergency/);
    const mark = await bed.plane.audit.mark();
    assert.match(await urumi('explain', store), /BreakGlass.*the shop is on fire/s);
    assert.match(await urumi('get', 'stores'), /Taken over by a person.*\n.*demo-shop: .*the shop is on fire/);
    const query = { fieldSelector: `regarding.name=${store},reason=BreakGlass` };
    const events = await person.request<{ items: { note: string }[] }>({
      method: 'GET',
      path: '/apis/events.k8s.io/v1/namespaces/urumi-system/events',
      query,
    });
    assert.ok(events.items.some(({ note }) => note.includes('the shop is on fire')));
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const meddling = (await bed.plane.audit.requests(mark)).filter(
      ({ user, verb, namespace: where }) =>
        user.endsWith(':urumi-controller') && where === namespace && !['get', 'list', 'watch'].includes(verb),
    );
    assert.deepEqual(meddling, []);
    assert.equal(await replicas(), 0);

    await person.request(merge(home, { metadata: { annotations: { [annotations.breakGlass]: null } } }));
    await until('it is mended', async () => (await replicas()) === wanted);
    await until(
      'the ingress too',
      async () => (await bed.object(store, 'Ingress.networking.k8s.io', 'web')) !== undefined,
    );
    await bed.untilPhase(store, 'Ready');
    await assert.rejects(person.request(merge(`${web}/scale`, { spec: { replicas: 0 } })), /kept by Git/);
  });
});
