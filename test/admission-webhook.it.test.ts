import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createTlsServer } from 'node:https';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect as tlsConnect } from 'node:tls';
import { Registry } from 'prom-client';
import { applyObject } from '../cluster/apply.ts';
import { createAuthority, openAuthority, type Authority } from '../cluster/authority.ts';
import { connect, type Connection } from '../cluster/connect.ts';
import { isApiError, type ApiError } from '../cluster/errors.ts';
import { pathOf } from '../cluster/kinds.ts';
import type { KubeObject } from '../cluster/object.ts';
import { readObject } from '../cluster/read.ts';
import { admissionAccount, admissionRules, admissionSystemRules } from '../install/access/admission-rules.ts';
import { serviceAccount } from '../sandbox/control-plane/credentials.ts';
import { annotations, labels, namespaceOf, systemNamespace } from '../synth/spec/names.ts';
import { certificatesIn } from '../webhook/admission/certificates/certificate-set.ts';
import { removeWebhook } from '../webhook/admission/register-webhook.ts';
import {
  certificateSecret,
  startAdmission,
  type AdmissionOptions,
  type RunningAdmission,
} from '../webhook/admission/start-admission.ts';
import { configurationId } from '../webhook/admission/webhook-configuration.ts';
import { Bed } from './harness/bed.ts';
import { drain, podsOn, uncordon } from './harness/drain.ts';
import { permissionsOf, usedPermissions } from './harness/permissions.ts';
import { storeFile } from './harness/store-file.ts';
import { until } from './harness/until.ts';

const stores = `/apis/urumi.dev/v1alpha1/namespaces/${systemNamespace}/stores`;
const quiet = { engine: 'woocommerce', owner: 'team-retail' };
const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
const day = 86_400_000;

function ignore(): void {
  // what is logged is not looked at
}

describe('the admission webhook on a real API server', function () {
  this.timeout(120_000);
  let bed: Bed;
  /** With the rights of its account and no others. */
  let account: Connection;
  let admission: RunningAdmission;
  let registry: Registry;
  let port: number;

  const start = async (more: Partial<AdmissionOptions> = {}): Promise<RunningAdmission> => {
    registry = new Registry();
    return startAdmission({ api: account, log, port: 0, registry, ...more });
  };

  before(async () => {
    bed = await Bed.start({ fleet: { limits: { stores: 20 } } });
    const { user, groups } = serviceAccount(systemNamespace, admissionAccount);
    account = await connect({ kubeconfig: await bed.plane.kubeconfigFor(user, groups), userAgent: admissionAccount });
    const [first, second] = await Promise.all([start(), start()]);
    assert.equal(first.caBundle, second.caBundle, 'two that start at a time share what one of them made');
    await Promise.all([first.close(), second.close()]);
    admission = await start();
    port = admission.port;
    await until('the API server asks', () => refusal(dryRun('probe', { ...quiet, hosts: ['probe.shops.test'] })));
    await bed.startController();
  });

  after(async () => {
    await admission?.close();
    await account?.close();
    await bed?.[Symbol.asyncDispose]();
  });

  const write = (
    name: string,
    spec: object,
    {
      fleet = 'shops',
      dry = false,
      warn = ignore,
    }: { fleet?: string; dry?: boolean; warn?: (text: string) => void } = {},
  ) =>
    bed.api.request<KubeObject>({
      method: 'POST',
      path: stores,
      query: { dryRun: dry ? 'All' : undefined },
      body: {
        apiVersion: 'urumi.dev/v1alpha1',
        kind: 'Store',
        metadata: { name, namespace: systemNamespace, labels: { [labels.fleet]: fleet } },
        spec,
      },
      onWarning: warn,
    });
  const dryRun = (name: string, spec: object) => write(name, spec, { dry: true });

  /** What a request was refused with; undefined when it was not. */
  async function refusal(request: Promise<unknown>): Promise<ApiError | undefined> {
    try {
      await request;
      return undefined;
    } catch (error) {
      if (isApiError(error)) return error;
      throw error;
    }
  }

  async function reviews(): Promise<number> {
    const metric = await registry.getSingleMetric('urumi_admission_reviews_total')?.get();
    return metric?.values.reduce((sum, { value }) => sum + value, 0) ?? 0;
  }

  async function remove(name: string): Promise<void> {
    await bed.api.request({ method: 'DELETE', path: `${stores}/${name}` });
  }

  it('lets stores of both engines in as the API server fills them in', async () => {
    await dryRun('plain', quiet);
    await dryRun('plain', { ...quiet, engine: 'medusa', admin: { email: 'owner@example.com' } });
  });

  it('refuses with every reason and its field what the stores of all fleets forbid, as the watch tells of them', async () => {
    const hosts = ['taken.example.com'];
    await write('theirs', { ...quiet, hosts, plan: 'large', suspended: true }, { fleet: 'other' });
    const error = await until('the host is taken', () => refusal(dryRun('ours', { ...quiet, hosts })));
    assert.match(
      error.detail,
      /admission webhook "stores\.admission\.urumi\.dev" denied the request: spec\.hosts\[0\] /,
    );
    assert.match(error.detail, /taken\.example\.com, which store theirs of fleet other has/);
    const both = await refusal(dryRun('ours', { ...quiet, hosts: ['ours.shops.test', ...hosts] }));
    assert.equal(both?.status, 422);
    assert.deepEqual(both.causes.map(({ field }) => field).toSorted(), ['spec.hosts[0]', 'spec.hosts[1]']);
    const shrunk = await refusal(
      bed.api.request({
        method: 'PATCH',
        path: `${stores}/theirs`,
        query: { dryRun: 'All' },
        body: { spec: { plan: 'small' } },
        contentType: 'application/merge-patch+json',
      }),
    );
    assert.deepEqual(
      shrunk?.causes.map(({ field }) => field),
      ['spec.storage.database', 'spec.storage.files'],
    );
    await remove('theirs');
    await until('the host is free', async () => (await refusal(dryRun('ours', { ...quiet, hosts }))) === undefined);
  });

  it('lets a plan of two stores that exchange a host pass, as it lets the controller, and nobody else', async () => {
    const hosts = ['swapped.example.com'];
    await write('holder', { ...quiet, hosts, suspended: true });
    await until('the host is taken', () => refusal(dryRun('taker', { ...quiet, hosts })));
    const metadata = { name: 'taker', namespace: systemNamespace, labels: { [labels.fleet]: 'shops' } };
    const taker = { apiVersion: 'urumi.dev/v1alpha1', kind: 'Store', metadata, spec: { ...quiet, hosts } };
    const { warnings } = await applyObject(bed.api, taker, { dryRun: true });
    assert.match(warnings.join(), /also claimed by store holder/);
    const byHand = await refusal(applyObject(bed.api, taker, { dryRun: true, manager: 'kubectl' }));
    assert.match(byHand?.detail ?? '', /also claimed by store holder/);
    await remove('holder');
  });

  it('warns of what is unwise, and lets it be', async () => {
    const warnings: string[] = [];
    await write('wild', { engine: 'woocommerce' }, { fleet: 'none', dry: true, warn: (text) => warnings.push(text) });
    assert.match(warnings.join('\n'), /no fleet none[^]*spec\.owner is missing/);
  });

  it('is asked when a spec changes, and not about annotations, finalizers, statuses or deletions', async () => {
    await bed.push({ 'stores/first.yaml': storeFile('first') });
    await bed.untilPhase('first', 'Ready');
    const before = await reviews();
    const path = `${stores}/first`;
    const patch = (body: object, subresource = '') =>
      bed.api.request({ method: 'PATCH', path: path + subresource, body, contentType: 'application/merge-patch+json' });
    await patch({ metadata: { annotations: { note: 'x' }, finalizers: ['urumi.dev/purge', 'example.com/hold'] } });
    await patch({ metadata: { finalizers: ['urumi.dev/purge'] } });
    await patch({ status: { file: 'stores/first.yaml' } }, '/status');
    await write('brief', { ...quiet, suspended: true }, { fleet: 'none' });
    await remove('brief');
    assert.equal((await reviews()) - before, 1);
    const { spec } = (await bed.store('first')) ?? {};
    await patch({ spec: { ...spec, title: 'By hand' } });
    assert.ok((await reviews()) - before >= 2);
  });

  describe('while it is away', () => {
    let impostor: Server | undefined;
    afterEach(async () => {
      if (impostor === undefined) return;
      const closed = once(impostor, 'close');
      impostor.close();
      await closed;
      impostor = undefined;
    });

    /** Whatever answers in its place, at its port. */
    async function replace(server: Server): Promise<void> {
      const sockets = new Set<{ destroy(): void }>();
      server.on('connection', (socket) => sockets.add(socket));
      const close = server.close.bind(server);
      server.close = (done) => {
        for (const socket of sockets) socket.destroy();
        return close(done);
      };
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      impostor = server;
    }

    /** Pods, rollouts, drains, namespaces and garbage collection need nobody's leave. */
    async function clusterGoesOn(): Promise<void> {
      await nodeIsDrained();
      const web = async () => bed.object('first', 'Deployment.apps', 'web');
      const { uid } = (await web())?.metadata ?? {};
      await bed.api.request({
        method: 'DELETE',
        path: '/apis/apps/v1/namespaces/store-first/deployments/web',
        body: { propagationPolicy: 'Foreground' },
      });
      await until('the Deployment is back and rolled out', async () => {
        const now = await web();
        const { readyReplicas = 0 } = (now?.['status'] ?? {}) as { readyReplicas?: number };
        return now?.metadata.uid !== uid && readyReplicas > 0;
      });
      const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'passing' } };
      await bed.api.request({ method: 'POST', path: '/api/v1/namespaces', body: namespace });
      await bed.api.request({ method: 'DELETE', path: '/api/v1/namespaces/passing' });
      await until('the namespace is gone', async () => (await readObject(bed.api, 'Namespace//passing')) === undefined);
    }

    /** A node with pods of a store is emptied, as `kubectl drain` does it, and they run elsewhere. */
    async function nodeIsDrained(): Promise<void> {
      const nodes = await bed.api.request<{ items: KubeObject[] }>({ method: 'GET', path: '/api/v1/nodes' });
      const isOurs = ({ metadata }: KubeObject): boolean => metadata.namespace === namespaceOf('first');
      let drained = 0;
      for (const { metadata } of nodes.items) {
        if (drained > 0 || !(await podsOn(bed.api, metadata.name)).some(isOurs)) continue;
        const { evicted } = await drain(bed.api, metadata.name);
        drained = evicted.filter((pod) => pod.startsWith(`${namespaceOf('first')}/`)).length;
        assert.deepEqual(await podsOn(bed.api, metadata.name), []);
        await uncordon(bed.api, metadata.name);
      }
      assert.ok(drained > 0, 'a pod of the store was evicted');
      await bed.untilPhase('first', 'Ready');
    }

    /** Ends the retention of a closed store: its namespace and its volumes go, and its Store, for which nobody is asked. */
    async function storeIsPurged(name: string): Promise<void> {
      const { closure } = ((await bed.store(name))?.spec ?? {}) as { closure?: { at: string } };
      await bed.api.request({
        method: 'PATCH',
        path: `${stores}/${name}`,
        contentType: 'application/merge-patch+json',
        body: { metadata: { annotations: { [annotations.purgeNow]: closure?.at } } },
      });
      const isGone = async (): Promise<boolean> => (await bed.store(name)) === undefined;
      await until(`${name} is purged`, isGone, { timeoutMs: 60_000, tell: () => bed.controller.output.slice(-3_000) });
      assert.equal(await bed.object(name, 'Namespace', ''), undefined);
    }

    async function fleetMessage(): Promise<string> {
      const status = (await bed.fleet()).status as { conditions?: { type: string; message: string }[] } | undefined;
      return status?.conditions?.find(({ type }) => type === 'Ready')?.message ?? '';
    }

    it('leaves running stores alone and lets only Stores and Fleets wait; the controller recovers by itself', async () => {
      await bed.push({ 'stores/old.yaml': storeFile('old') });
      await bed.untilPhase('old', 'Ready');
      await bed.push({ 'stores/old.yaml': null });
      await bed.untilPhase('old', 'Closed');
      await bed.untilPhase('first', 'Ready');
      await admission.close();
      await bed.push({ 'stores/second.yaml': storeFile('second') });
      await until('the fleet says why', async () => /failed calling webhook/.test(await fleetMessage()), {
        tell: () => bed.controller.output,
      });
      await Promise.all([clusterGoesOn(), storeIsPurged('old')]);

      await replace(createServer(() => undefined));
      const silent = await refusal(dryRun('slow', quiet));
      assert.ok(silent?.retryable, silent?.message);
      assert.match(silent.detail, /failed calling webhook .*(deadline|timeout)/i);
      await clusterGoesOn();
      await new Promise<void>((resolve) => impostor?.close(() => resolve()));

      await replace(await expiredServer());
      const expired = await refusal(dryRun('expired', quiet));
      assert.ok(expired?.retryable, expired?.message);
      assert.match(expired.detail, /failed calling webhook .*certificate has expired/);
      await clusterGoesOn();
      await new Promise<void>((resolve) => impostor?.close(() => resolve()));
      impostor = undefined;

      assert.equal(await bed.store('second'), undefined);
      admission = await start({ port });
      await bed.untilPhase('second', 'Ready', 90_000);
    });

    /** Serves what our own authority has issued long ago. */
    async function expiredServer(): Promise<Server> {
      const secret = await readObject(bed.api, `Secret/${systemNamespace}/${certificateSecret}`);
      const data = secret?.['data'] as Record<string, string>;
      const text = (key: string): string => Buffer.from(data[key] ?? '', 'base64').toString('utf8');
      const authority = await openAuthority({
        certificate: certificatesIn(text('ca.crt'))[0] ?? '',
        key: text('ca.key'),
      });
      const request = { commonName: '127.0.0.1', hosts: ['127.0.0.1'], usages: ['server'] as const };
      const { certificate, key } = await authority.issue(request, { now: Date.now() - 2 * day, lifeMs: day });
      return createTlsServer({ cert: certificate, key }, (_request, response) => response.end());
    }
  });

  describe('in the course of its life', () => {
    it('rotates authority and certificate while 2,000 writes go through, and none of them fails', async function () {
      this.timeout(300_000);
      await admission.close();
      // Renewed after six seconds, good for ten minutes: a busy machine may be late.
      const terms = { authorityLifeMs: 600_000, servingLifeMs: 600_000, renewedAfter: 0.01, trustMs: 2_000 };
      await removeWebhook(bed.api, { namespace: systemNamespace, name: certificateSecret });
      const rotating = await start({ terms, pollMs: 250 });
      const trusted = new Set<string>();
      const served = new Set<string>();
      const secretData = async (): Promise<Record<string, string>> =>
        ((await readObject(bed.api, `Secret/${systemNamespace}/${certificateSecret}`))?.['data'] ?? {}) as Record<
          string,
          string
        >;
      const failures: string[] = [];
      let sent = 0;
      const hasRotated = (): boolean => trusted.size >= 2 && served.size >= 3;
      const worker = async (): Promise<void> => {
        while (sent < 2_000 || !hasRotated()) {
          sent += 1;
          const error = await refusal(dryRun(`r-${sent}`, quiet));
          if (error !== undefined) failures.push(error.message);
          if (sent % 100 !== 0) continue;
          const { 'ca.crt': ca = '', 'tls.crt': tls = '' } = await secretData();
          trusted.add(ca);
          served.add(tls);
        }
      };
      try {
        // Of the webhook that went and of the one that came the API server hears a moment later.
        await until('it is asked', async () => {
          return (await refusal(dryRun('probe', quiet))) === undefined && (await reviews()) > 0;
        });
        await Promise.all(Array.from({ length: 8 }, worker));
        assert.deepEqual(failures, []);
        assert.ok(sent >= 2_000);
        assert.ok((await reviews()) >= sent);
      } finally {
        await rotating.close();
        admission = await start();
      }
    });

    it('serves what cert-manager makes and renews, and leaves it to its injector whom to trust', async () => {
      await admission.close();
      const folder = await mkdtemp(path.join(tmpdir(), 'urumi-cert-manager-'));
      const request = { commonName: '127.0.0.1', hosts: ['127.0.0.1'], usages: ['server'] as const };
      const [old, next] = [await createAuthority('old'), await createAuthority('next')];
      const issue = async (authority: Authority): Promise<void> => {
        const { certificate, key } = await authority.issue(request);
        await writeFile(path.join(folder, 'tls.crt'), certificate);
        await writeFile(path.join(folder, 'tls.key'), key);
      };
      /** What the injector does about the Certificate that the annotation names. */
      const inject = async (...authorities: readonly Authority[]): Promise<void> => {
        const caBundle = Buffer.from(authorities.map(({ pair }) => pair.certificate).join('\n')).toString('base64');
        const found = await readObject<KubeObject & { webhooks: { name: string }[] }>(bed.api, configurationId);
        assert.equal(found?.metadata.annotations?.['cert-manager.io/inject-ca-from'], 'urumi-system/urumi-admission');
        const webhooks = found.webhooks.map(({ name }) => ({ name, clientConfig: { caBundle } }));
        await bed.api.request({
          method: 'PATCH',
          path: pathOf(configurationId),
          contentType: 'application/strategic-merge-patch+json',
          body: { webhooks },
        });
      };
      try {
        await issue(old);
        const certificate = 'urumi-system/urumi-admission';
        admission = await start({ certManager: { folder, certificate }, pollMs: 100 });
        assert.equal(admission.caBundle, undefined);
        await inject(old);
        const asked = async (): Promise<boolean> => (await refusal(dryRun('by-hand', quiet))) === undefined;
        await until('it is trusted', async () => (await asked()) && (await reviews()) > 0);
        await inject(old, next);
        await issue(next);
        await until('the new certificate is served', async () => {
          assert.equal(await refusal(dryRun('renewed', quiet)), undefined);
          return (await servedBy(admission.port)) === new X509Certificate(next.pair.certificate).subject;
        });
        await inject(next);
        await until('it is trusted', asked);
        const served = new X509Certificate(await readFile(path.join(folder, 'tls.crt')));
        const end = await registry.getSingleMetric('urumi_admission_certificate_end_seconds')?.get();
        assert.deepEqual(
          end?.values.map(({ value }) => value),
          [served.validToDate.getTime() / 1_000],
        );
      } finally {
        await admission.close();
        await rm(folder, { recursive: true });
        await removeWebhook(bed.api, { namespace: systemNamespace, name: certificateSecret });
        admission = await start();
      }
    });

    /** Subject of the authority of whatever is served. */
    function servedBy(at: number): Promise<string> {
      return new Promise((resolve, reject) => {
        const socket = tlsConnect({ port: at, host: '127.0.0.1', rejectUnauthorized: false }, () => {
          resolve(socket.getPeerX509Certificate()?.issuer ?? '');
          socket.end();
        });
        socket.once('error', reject);
      });
    }

    it('has used each right of its account, and asked for nothing else', async () => {
      const requests = (await bed.plane.audit.requests()).filter(({ userAgent }) => userAgent === admissionAccount);
      const permitted = [
        ...permissionsOf(admissionRules(), 'everywhere'),
        ...permissionsOf(admissionSystemRules(), 'system'),
      ];
      const { used, missing } = usedPermissions(requests, new Set(permitted));
      assert.deepEqual([...missing], [], 'missing');
      const unused = permitted.filter((permission) => !used.has(permission));
      assert.deepEqual(unused, [], 'never used');
      const refused = requests.filter(({ code }) => code === 403);
      assert.deepEqual(refused, []);
    });

    it('goes without leaving anything that waits for it', async () => {
      const order: string[] = [];
      const api = {
        ...bed.api,
        request: <T>(request: Parameters<typeof bed.api.request>[0]): Promise<T> => {
          order.push(`${request.method} ${request.path.split('/').at(-1)}`);
          return bed.api.request<T>(request);
        },
        stream: bed.api.stream.bind(bed.api),
      };
      await removeWebhook(api, { namespace: systemNamespace, name: certificateSecret });
      assert.deepEqual(order, ['DELETE urumi-admission', `DELETE ${certificateSecret}`]);
      await admission.close();
      assert.equal(await readObject(bed.api, configurationId), undefined);
      await until('writes go through', async () => (await refusal(dryRun('free', quiet))) === undefined);
      await removeWebhook(bed.api, { namespace: systemNamespace, name: certificateSecret });
    });
  });
});
