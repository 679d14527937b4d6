import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyObject } from '../../cluster/apply.ts';
import { connect, type Connection } from '../../cluster/connect.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { install } from '../../install/install.ts';
import { administrator } from '../../sandbox/control-plane/credentials.ts';
import { startControlPlane, type ControlPlane } from '../../sandbox/control-plane.ts';
import { annotations, apiVersion } from '../../synth/spec/names.ts';
import { eventually } from '../testing/eventually.ts';
import { fleetBed, type FleetBed } from '../testing/fleet-bed.ts';
import { ownPath } from '../own-objects.ts';

function file(name: string, spec: Record<string, unknown> = {}): string {
  const manifest = { apiVersion, kind: 'Store', metadata: { name }, spec: { engine: 'woocommerce', ...spec } };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

const readme = { 'stores/README.md': 'Stores live here.\n' };

function manyFiles(amount: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: amount }, (_, at) => [`stores/s${at}.yaml`, file(`s${at}`)]));
}

/** No request has been sent for so long, ms: the loop has come to rest. */
async function atRest(bed: FleetBed, quiet = 2_500): Promise<void> {
  for (let seen = -1; seen !== bed.api.requests.length;) {
    seen = bed.api.requests.length;
    await sleep(quiet);
  }
}

describe('the fleet loop, between a Git server and an API server', function () {
  this.timeout(60_000);
  let plane: ControlPlane;
  let api: Connection;
  let bed: FleetBed;

  before(async () => {
    plane = await startControlPlane({ scheduler: false, kwok: false });
    api = await connect({ kubeconfig: plane.kubeconfig, userAgent: 'test' });
    // The loop runs in namespaces of the test's own, so not as the controller's account.
    await install(api, { trusted: [administrator.user] });
  });
  after(async () => {
    await api.close();
    await plane.stop();
  });
  beforeEach(async () => {
    bed = await fleetBed(api);
  });
  afterEach(() => bed.end());

  const applied = (revision: string) => eventually(() => assert.equal(bed.fleet().status.applied, revision));
  const failing = (reason: string) => eventually(() => assert.equal(bed.condition('Ready')?.reason, reason));
  const live = (name: string) =>
    api.request<KubeObject & { spec: Record<string, unknown> }>({
      method: 'GET',
      path: ownPath({ kind: 'Store', name, namespace: bed.namespace }),
    });

  async function running(files: Record<string, string>, spec: object = {}): Promise<string> {
    const revision = await bed.repository.commit({ ...readme, ...files });
    await bed.applyFleet({ ...spec });
    await bed.start();
    await applied(revision);
    return revision;
  }

  it('makes a Store object of a file that was pushed', async () => {
    await running({});
    const revision = await bed.push({ 'stores/demo.yaml': file('demo', { title: 'Demo', owner: 'team-a' }) });
    await applied(revision);
    const { metadata, spec } = await live('demo');
    assert.equal(metadata.annotations?.[annotations.file], 'stores/demo.yaml');
    assert.equal(metadata.annotations?.[annotations.revision], revision);
    assert.match(metadata.annotations?.[annotations.blob] ?? '', /^[0-9a-f]{40}$/);
    assert.deepEqual(metadata.finalizers, ['urumi.dev/purge']);
    assert.equal(metadata.labels?.['urumi.dev/fleet'], 'shops');
    assert.equal(spec['title'], 'Demo');
    assert.equal(spec['plan'], 'small');
    assert.equal(bed.condition('Ready')?.status, 'True');
  });

  it('sends one Store and at most two statuses for one changed file of fifty', async () => {
    await running(manyFiles(50));
    await atRest(bed);
    bed.api.requests.splice(0);
    const revision = await bed.push({ 'stores/s7.yaml': file('s7', { title: 'Changed' }) });
    await applied(revision);
    await atRest(bed);
    const writes = bed.api.requests.filter((request) => !request.startsWith('GET'));
    const store = `PATCH ${ownPath({ kind: 'Store', name: 's7', namespace: bed.namespace })}`;
    assert.deepEqual(
      writes.filter((request) => request.includes('/stores/')),
      [store],
    );
    assert.ok(writes.length <= 3, writes.join('\n'));
    assert.equal(writes.filter((request) => request.endsWith('/events')).length, 0, 'a revision is no Event');
    assert.equal(bed.api.requests.length, writes.length, 'nothing is read');
  });

  it('counts phases without following every flutter', async () => {
    await running({ 'stores/a.yaml': file('a') });
    await atRest(bed);
    bed.api.takeWrites();
    for (const phase of ['Provisioning', 'Ready', 'Degraded', 'Ready', 'Degraded', 'Ready']) {
      const metadata = { name: 'a', namespace: bed.namespace };
      await applyObject(
        api,
        { apiVersion, kind: 'Store', metadata, status: { phase } },
        { subresource: 'status', manager: 'store' },
      );
      await sleep(100);
    }
    await eventually(() => assert.deepEqual(bed.fleet().status.phases, { Ready: 1 }));
    await atRest(bed);
    assert.ok(bed.api.takeWrites().length <= 2);
  });

  it('asks for nothing and writes nothing after a restart', async () => {
    await running({ ...manyFiles(20), 'stores/broken.yaml': 'kind: [' });
    await atRest(bed);
    await bed.stop();
    bed.api.takeWrites();
    await bed.start();
    await sleep(2_500);
    assert.deepEqual(bed.api.takeWrites(), []);
    assert.equal(bed.condition('Ready')?.reason, 'InvalidFiles');
  });

  it('holds a store whose file became invalid, goes on with others, and recovers', async () => {
    const first = await running({ 'stores/a.yaml': file('a', { title: 'Good' }) });
    const second = await bed.push({ 'stores/a.yaml': file('a', { plan: 'huge' }), 'stores/b.yaml': file('b') });
    await applied(second);
    await eventually(() => assert.equal(bed.fleet().status.invalidCount, 1));
    assert.match(bed.fleet().status.invalid[0]?.messages[0] ?? '', /^stores\/a\.yaml:\d+:\d+: spec\.plan/);
    assert.equal(bed.condition('Stalled')?.reason, 'InvalidFiles');
    assert.deepEqual(bed.stores(), ['a', 'b']);
    const held = await live('a');
    assert.equal(held.spec['title'], 'Good');
    assert.equal(held.metadata.annotations?.[annotations.revision], first);
    assert.match(held.metadata.annotations?.[annotations.held] ?? '', /spec\.plan/);

    await applied(await bed.push({ 'stores/a.yaml': file('a', { plan: 'medium' }) }));
    await eventually(() => assert.equal(bed.condition('Ready')?.status, 'True'));
    const mended = await live('a');
    assert.equal(mended.spec['plan'], 'medium');
    assert.equal(mended.metadata.annotations?.[annotations.held], undefined);
  });

  it('closes a store when the commit that added it is reverted, and reopens it when that is reverted', async () => {
    await running({});
    await applied(await bed.push({ 'stores/a.yaml': file('a') }));
    const uid = (await live('a')).metadata.uid;
    const reverted = await bed.push({ 'stores/a.yaml': null }, { message: 'Revert "Add a"' });
    await applied(reverted);
    const closed = await live('a');
    const closure = closed.spec['closure'] as { revision: string; at: string; purgeAt: string };
    assert.equal(closure.revision, reverted);
    assert.equal(Date.parse(closure.purgeAt) - Date.parse(closure.at), 7 * 24 * 3_600_000);
    assert.equal(closed.spec['plan'], 'small');
    assert.equal(bed.condition('Ready')?.status, 'True');

    const again = await bed.push({ 'stores/a.yaml': file('a') }, { message: 'Revert "Revert"' });
    await applied(again);
    const reopened = await live('a');
    assert.equal(reopened.spec['closure'], undefined);
    assert.equal(reopened.metadata.uid, uid);
    assert.equal(reopened.metadata.annotations?.[annotations.revision], again);
  });

  it('opens a store anew after its object was purged away while the file was back', async () => {
    await running({ 'stores/a.yaml': file('a', { deletion: { policy: 'Delete' } }) });
    await applied(await bed.push({ 'stores/a.yaml': null }));
    const back = await bed.push({ 'stores/a.yaml': file('a') });
    await failing('WaitingForPurge');
    const old = await live('a');
    assert.ok(old.spec['closure'], 'a store that is being purged is not reopened');
    // What the store loop does at the end of a purge:
    const path = ownPath({ kind: 'Store', name: 'a', namespace: bed.namespace });
    await api.request({ method: 'DELETE', path });
    await api.request({
      method: 'PATCH',
      path,
      contentType: 'application/merge-patch+json',
      body: { metadata: { finalizers: null } },
    });
    await applied(back);
    await eventually(async () => assert.notEqual((await live('a')).metadata.uid, old.metadata.uid));
  });

  it('saves a closed store whose object was deleted by hand when its file is back', async () => {
    await running({ 'stores/a.yaml': file('a'), 'stores/b.yaml': file('b') });
    await applied(await bed.push({ 'stores/a.yaml': null }));
    const path = ownPath({ kind: 'Store', name: 'a', namespace: bed.namespace });
    await api.request({ method: 'DELETE', path });
    const back = await bed.push({ 'stores/a.yaml': file('a') });
    await eventually(async () => assert.equal((await live('a')).spec['closure'], undefined));
    const { deletionTimestamp, uid } = (await live('a')).metadata;
    assert.ok(deletionTimestamp, 'nothing brings back an object that is being deleted');
    // What the store loop does with an open store whose object is being deleted: it lets go of it.
    await api.request({
      method: 'PATCH',
      path,
      contentType: 'application/merge-patch+json',
      body: { metadata: { finalizers: null } },
    });
    await applied(back);
    await eventually(async () => assert.notEqual((await live('a')).metadata.uid, uid));
    assert.equal((await live('a')).spec['closure'], undefined);
  });

  it('undoes changes of a spec by hand, added fields and a closing among them, and says so', async () => {
    await running({ 'stores/a.yaml': file('a', { title: 'A' }), 'stores/b.yaml': file('b') });
    await atRest(bed);
    const wanted = (await live('a')).spec;
    const edit = (spec: object) =>
      api.request({
        method: 'PATCH',
        path: ownPath({ kind: 'Store', name: 'a', namespace: bed.namespace }),
        query: { fieldManager: 'kubectl-edit' },
        contentType: 'application/merge-patch+json',
        body: { spec },
      });
    const closing = { at: '2026-11-21T10:00:00Z', revision: 'c'.repeat(40), purgeAt: '2126-11-21T10:00:00Z' };
    bed.api.takeWrites();
    for (const change of [
      { suspended: true, title: null },
      { owner: 'me', rotate: { database: '1' } },
      { closure: closing },
    ]) {
      await edit(change);
      await eventually(async () => assert.deepEqual((await live('a')).spec, wanted));
    }
    await bed.stop();
    await edit({ title: 'Changed while nobody looked' });
    await bed.start();
    await eventually(async () => assert.deepEqual((await live('a')).spec, wanted));
    await atRest(bed);
    const writes = bed.api.takeWrites();
    const store = `PATCH ${ownPath({ kind: 'Store', name: 'a', namespace: bed.namespace })}`;
    const event = `POST /apis/events.k8s.io/v1/namespaces/${bed.namespace}/events`;
    const sent = (request: string) => writes.filter((write) => write === request).length;
    // A store that was closed by hand is reopened, which has Events of its own.
    assert.deepEqual([sent(store), sent(event)], [4, 3], writes.join('\n'));
    assert.equal(
      writes.some((write) => write.includes('/stores/b')),
      false,
    );
    const { items } = await api.request<{ items: { reason: string; note: string }[] }>({
      method: 'GET',
      path: `/apis/events.k8s.io/v1/namespaces/${bed.namespace}/events`,
    });
    const told = items.filter(({ reason }) => reason === 'EditReverted').map(({ note }) => note);
    assert.match(told[0] ?? '', /changed by hand and is again what stores\/a\.yaml says/);
  });

  it('closes nothing when too many files are gone, says so, and obeys an approval', async () => {
    await running(manyFiles(8));
    const gone = Object.fromEntries(Object.keys(manyFiles(4)).map((path) => [path, null]));
    const refused = await bed.push({ ...gone, 'stores/new.yaml': file('new') });
    await failing('ClosuresHeld');
    await applied(refused);
    const { pendingApproval } = bed.fleet().status;
    assert.equal(pendingApproval?.revision, refused);
    assert.deepEqual(pendingApproval?.stores, ['s0', 's1', 's2', 's3']);
    assert.ok(bed.store('new'), 'creations go on meanwhile');
    assert.equal(bed.store('s0')?.spec.closure, undefined);

    await applied(await bed.push({}, { message: 'Yes, close them\n\nUrumi-Approve-Closures: 4' }));
    await eventually(() => assert.ok(bed.store('s0')?.spec.closure));
    await eventually(() => assert.equal(bed.fleet().status.pendingApproval, undefined));
  });

  it('changes nothing when the folder is gone, and recovers when it is back', async () => {
    const files = { 'stores/a.yaml': file('a'), 'stores/b.yaml': file('b') };
    await running({ ...files, 'README.md': 'x' });
    await bed.push({ 'stores/a.yaml': null, 'stores/b.yaml': null, 'stores/README.md': null });
    await failing('PathMissing');
    assert.equal(bed.store('a')?.spec.closure, undefined);
    await bed.push(files);
    await eventually(() => assert.equal(bed.condition('Ready')?.status, 'True'));
  });

  it('says that the repository cannot be reached, changes nothing, and recovers by itself', async () => {
    await running({ 'stores/a.yaml': file('a') });
    bed.server.fault = { kind: 'drop' };
    const revision = await bed.push({ 'stores/b.yaml': file('b') });
    await failing('RepositoryUnreachable');
    assert.equal(bed.condition('Reconciling')?.status, 'True');
    assert.deepEqual(bed.stores(), ['a']);
    bed.server.fault = undefined;
    await applied(revision);
    await eventually(() => assert.equal(bed.condition('Ready')?.status, 'True'));
  });

  it('says that credentials are wrong, and takes up new ones from the Secret without a restart', async () => {
    const password = 'the-right-password';
    bed.server.credentials = { username: 'urumi', password };
    const secret = (value: string) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'forge', namespace: bed.namespace },
      stringData: { username: 'urumi', password: value },
    });
    await applyObject(api, secret('the-wrong-password'));
    const revision = await bed.repository.commit({ ...readme, 'stores/a.yaml': file('a') });
    await bed.applyFleet({ source: { secretRef: { name: 'forge' } } });
    await bed.start();
    await failing('Unauthorized');
    assert.equal(bed.condition('Stalled')?.status, 'True');
    await applyObject(api, secret(password));
    await applied(revision);
    assert.doesNotMatch(`${bed.lines.join('\n')} ${JSON.stringify(bed.fleet())}`, /the-(right|wrong)-password/);
  });

  it('says that the Secret is missing, and recovers when it is there', async () => {
    const revision = await bed.repository.commit({ ...readme });
    await bed.applyFleet({ source: { secretRef: { name: 'forge' } } });
    await bed.start();
    await failing('Unauthorized');
    assert.match(bed.condition('Ready')?.message ?? '', /Secret .*\/forge: it does not exist/);
    await applyObject(api, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'forge', namespace: bed.namespace },
      stringData: { token: 't' },
    });
    await applied(revision);
  });

  it('says that the branch is missing, and recovers when it is pushed', async () => {
    await bed.repository.commit({ ...readme });
    await bed.applyFleet({ source: { branch: 'live' } });
    await bed.start();
    await failing('BranchMissing');
    const revision = await bed.push({ ...readme, 'stores/a.yaml': file('a') }, { branch: 'live' });
    await applied(revision);
    assert.deepEqual(bed.stores(), ['a']);
  });

  it('follows the files through a force-push and tells of it', async () => {
    const first = await running({ 'stores/a.yaml': file('a') });
    const rewritten = await bed.push(
      { ...readme, 'stores/a.yaml': file('a'), 'stores/b.yaml': file('b') },
      { parent: null },
    );
    await applied(rewritten);
    assert.deepEqual(bed.stores(), ['a', 'b']);
    assert.equal(bed.store('a')?.metadata.annotations[annotations.revision], first, 'an unchanged file is not sent');
    assert.match(bed.condition('HistoryRewritten')?.message ?? '', new RegExp(first.slice(0, 12)));
    await applied(await bed.push({ 'stores/b.yaml': file('b', { title: 'B' }) }));
    assert.equal(bed.condition('HistoryRewritten'), undefined);
  });

  it('closes nothing when the history is replaced by an unrelated one', async () => {
    await running({ 'stores/a.yaml': file('a'), 'stores/b.yaml': file('b') });
    await bed.push({ ...readme, 'stores/x.yaml': file('x') }, { parent: null });
    await failing('UnrelatedTree');
    const next = await bed.push({ 'stores/y.yaml': file('y') });
    await applied(next);
    await bed.stop();
    await bed.start();
    await applied(await bed.push({ 'stores/z.yaml': file('z') }));
    assert.equal(bed.condition('Ready')?.reason, 'UnrelatedTree');
    assert.deepEqual(bed.stores(), ['a', 'b', 'x', 'y', 'z']);
    assert.equal(bed.store('a')?.spec.closure, undefined);
  });

  it('makes an object anew that somebody deleted by hand', async () => {
    await running({ 'stores/a.yaml': file('a') });
    const path = ownPath({ kind: 'Store', name: 'a', namespace: bed.namespace });
    const { uid } = (await live('a')).metadata;
    await api.request({
      method: 'PATCH',
      path,
      contentType: 'application/merge-patch+json',
      body: { metadata: { finalizers: null } },
    });
    await api.request({ method: 'DELETE', path });
    await eventually(async () => assert.notEqual((await live('a')).metadata.uid, uid));
  });

  it('lets an object go that somebody deletes by hand when its file is there, and keeps it while a guard keeps its store open', async () => {
    const spec = { limits: { closuresPerRevision: 0 } };
    await running({ 'stores/a.yaml': file('a'), 'stores/b.yaml': file('b') }, spec);
    await bed.push({ 'stores/a.yaml': null, 'stores/b.yaml': null });
    await failing('ClosuresHeld');
    for (const name of ['a', 'b'])
      await api.request({ method: 'DELETE', path: ownPath({ kind: 'Store', name, namespace: bed.namespace }) });
    await sleep(1_500);
    for (const name of ['a', 'b']) {
      const { metadata, spec } = (await live(name)) as KubeObject & { spec?: { closure?: unknown } };
      assert.notEqual(metadata.deletionTimestamp, undefined);
      assert.deepEqual([metadata.annotations?.[annotations.release], spec?.closure], [undefined, undefined]);
    }
    await bed.push({ 'stores/a.yaml': file('a'), 'stores/b.yaml': file('b') });
    for (const name of ['a', 'b'])
      await eventually(async () =>
        assert.equal((await live(name)).metadata.annotations?.[annotations.release], 'true'),
      );
  });

  it('fetches when the interval is over, and when the reconcile annotation changes', async () => {
    const first = await running({}, { source: { interval: '1s' } });
    const second = await bed.repository.commit({ 'stores/a.yaml': file('a') });
    assert.notEqual(first, second);
    await applied(second);
    await bed.applyFleet();
    await sleep(1_500);
    const third = await bed.repository.commit({ 'stores/b.yaml': file('b') });
    const path = ownPath({ kind: 'Fleet', name: 'shops', namespace: bed.namespace });
    const body = { metadata: { annotations: { [annotations.reconcileAt]: 'now' } } };
    await api.request({ method: 'PATCH', path, contentType: 'application/merge-patch+json', body });
    await applied(third);
  });

  it('stops following while the fleet is suspended', async () => {
    await running({});
    await bed.applyFleet({ suspended: true });
    await failing('Suspended');
    const revision = await bed.push({ 'stores/a.yaml': file('a') });
    await sleep(500);
    assert.deepEqual(bed.stores(), []);
    await bed.applyFleet();
    await applied(revision);
  });

  it('leaves the stores of a deleted fleet as they are', async () => {
    await running({ 'stores/a.yaml': file('a') });
    await api.request({ method: 'DELETE', path: ownPath({ kind: 'Fleet', name: 'shops', namespace: bed.namespace }) });
    await sleep(500);
    assert.equal((await live('a')).spec['closure'], undefined);
  });

  it('reports what a policy refuses as a problem of the file, asks again with back-off, and applies it when the policy is gone', async () => {
    const policy = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      metadata: { name: `no-large-${bed.namespace}` },
    };
    const resourceRules = [
      { apiGroups: ['urumi.dev'], apiVersions: ['*'], resources: ['stores'], operations: ['CREATE', 'UPDATE'] },
    ];
    const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': bed.namespace } };
    await applyObject(api, {
      ...policy,
      kind: 'ValidatingAdmissionPolicy',
      spec: {
        matchConstraints: { resourceRules, namespaceSelector },
        validations: [{ expression: "object.spec.plan != 'large'", message: 'large is not for sale' }],
      },
    });
    await applyObject(api, {
      ...policy,
      kind: 'ValidatingAdmissionPolicyBinding',
      spec: { policyName: policy.metadata.name, validationActions: ['Deny'] },
    });
    await sleep(2_000);
    await running({ 'stores/a.yaml': file('a', { plan: 'large' }), 'stores/b.yaml': file('b') });
    await failing('InvalidFiles');
    assert.match(
      bed.fleet().status.invalid[0]?.messages[0] ?? '',
      /stores\/a\.yaml:1:1: the API server refuses this store: .*large is not for sale/,
    );
    assert.deepEqual(bed.stores(), ['b']);
    for (const kind of ['validatingadmissionpolicybindings', 'validatingadmissionpolicies']) {
      const path = `/apis/admissionregistration.k8s.io/v1/${kind}/${policy.metadata.name}`;
      await api.request({ method: 'DELETE', path });
    }
    await eventually(() => assert.deepEqual(bed.stores(), ['a', 'b']), 60_000);
    const attempts = bed.api.requests.filter((request) => request.endsWith('/stores/a'));
    assert.ok(attempts.length <= 7, `asked ${attempts.length} times`);
  });
});
