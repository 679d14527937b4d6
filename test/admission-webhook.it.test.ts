import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:https';
import { createServer, type Server } from 'node:net';
import { Registry } from 'prom-client';
import { openAuthority } from '../cluster/authority.ts';
import { isApiError, type ApiError } from '../cluster/errors.ts';
import type { KubeObject } from '../cluster/object.ts';
import { readObject } from '../cluster/read.ts';
import { labels, systemNamespace } from '../synth/spec/names.ts';
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
  let admission: RunningAdmission;
  let registry: Registry;
  let port: number;

  const start = async (more: Partial<AdmissionOptions> = {}): Promise<RunningAdmission> => {
    registry = new Registry();
    return startAdmission({ api: bed.api, log, port: 0, registry, ...more });
  };

  before(async () => {
    bed = await Bed.start({ fleet: { limits: { stores: 20 } } });
    const [first, second] = await Promise.all([start(), start()]);
    assert.equal(first.caBundle, second.caBundle, 'two that start at a time share what one of them made');
    await Promise.all([first.close(), second.close()]);
    admission = await start();
    port = admission.port;
    await until('the API server asks', () => refusal(dryRun('probe', { ...quiet, hosts: ['probe.shops.test'] })));
    await bed.startController();
  });

  after(async () => {
    await admission.close();
    await bed[Symbol.asyncDispose]();
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

    /** Pods, rollouts, namespaces and garbage collection need nobody's leave. */
    async function clusterGoesOn(): Promise<void> {
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

    async function fleetMessage(): Promise<string> {
      const status = (await bed.fleet()).status as { conditions?: { type: string; message: string }[] } | undefined;
      return status?.conditions?.find(({ type }) => type === 'Ready')?.message ?? '';
    }

    it('leaves running stores alone and lets only Stores and Fleets wait; the controller recovers by itself', async () => {
      await bed.untilPhase('first', 'Ready');
      await admission.close();
      await bed.push({ 'stores/second.yaml': storeFile('second') });
      await until('the fleet says why', async () => /failed calling webhook/.test(await fleetMessage()), {
        tell: () => bed.controller.output,
      });
      await clusterGoesOn();

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
        await Promise.all(Array.from({ length: 8 }, worker));
        assert.deepEqual(failures, []);
        assert.ok(sent >= 2_000);
        assert.ok((await reviews()) >= sent);
      } finally {
        await rotating.close();
        admission = await start();
      }
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
