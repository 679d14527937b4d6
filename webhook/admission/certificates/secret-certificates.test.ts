import assert from 'node:assert/strict';
import { randomUUID, X509Certificate } from 'node:crypto';
import type { ApiConnection, ApiRequest } from '../../../cluster/connection.ts';
import type { KubeObject } from '../../../cluster/object.ts';
import { settled, VirtualClock } from '../../../cluster/testing/virtual-clock.ts';
import { ModelServer } from '../../../test/simulation/model/model-server.ts';
import { certificatesIn } from './certificate-set.ts';
import type { CertificateSource, LoadedCertificates } from './certificate-source.ts';
import { usualTerms } from './decide-certificates.ts';
import { keepCertificates } from './keep-certificates.ts';
import { SecretCertificates } from './secret-certificates.ts';

const hour = 3_600_000;
const day = 24 * hour;
const path = '/api/v1/namespaces/urumi-system/secrets/tls';
const signal = new AbortController().signal;
const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {
  // what is logged is not looked at
}

/** The model of the API server that the simulation uses, with its requests counted. */
function cluster(clock: VirtualClock, lives = usualTerms) {
  const terms = { ...lives, hosts: ['127.0.0.1'] };
  const model = new ModelServer({ now: () => clock.now(), uid: () => randomUUID() });
  model.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'urumi-system' } });
  const requests: string[] = [];
  const api: ApiConnection = {
    request: async <T>(request: ApiRequest): Promise<T> => {
      requests.push(request.method);
      await Promise.resolve();
      return structuredClone(model.answer(request, 'webhook')) as T;
    },
    stream: () => assert.fail('nothing is watched'),
  };
  const secret = () => model.answer({ method: 'GET', path }, 'test') as KubeObject & { data: Record<string, string> };
  const replica = () => new SecretCertificates({ api, namespace: 'urumi-system', name: 'tls', terms, log });
  const lose = () => model.answer({ method: 'DELETE', path }, 'test');
  const spoil = (data: Record<string, unknown>) =>
    model.answer({ method: 'PATCH', path, contentType: 'application/merge-patch+json', body: { data } }, 'test');
  return { replica, secret, requests, spoil, lose };
}

const trusts = (caBundle: string | undefined, certificate: string): boolean =>
  certificatesIn(caBundle ?? '').some((authority) =>
    new X509Certificate(certificate).verify(new X509Certificate(authority).publicKey),
  );

describe('certificates in a Secret', () => {
  it('are made once, however many replicas start at a time', async () => {
    const clock = new VirtualClock();
    const { replica, requests } = cluster(clock);
    const loaded = await Promise.all([1, 2, 3].map(() => replica().load(clock.now(), signal)));
    assert.equal(new Set(loaded.map(({ certificate }) => certificate)).size, 1);
    assert.equal(requests.filter((method) => method === 'POST').length, 3);
    assert.ok(trusts(loaded[0]!.caBundle, loaded[0]!.certificate));
  });

  it('cost one request when there is nothing to do', async () => {
    const clock = new VirtualClock();
    const { replica, requests } = cluster(clock);
    await replica().load(clock.now(), signal);
    requests.length = 0;
    await replica().load(clock.now(), signal);
    assert.deepEqual(requests, ['GET']);
  });

  it('are renewed by one of several replicas, and taken over by the others', async () => {
    const clock = new VirtualClock();
    const { replica, requests } = cluster(clock);
    const first = await replica().load(clock.now(), signal);
    await clock.advance(60 * day);
    const renewed = await Promise.all([1, 2, 3].map(() => replica().load(clock.now(), signal)));
    assert.equal(new Set(renewed.map(({ certificate }) => certificate)).size, 1);
    assert.notEqual(renewed[0]!.certificate, first.certificate);
    assert.equal(renewed[0]!.caBundle, first.caBundle);
    assert.ok(requests.filter((method) => method === 'PATCH').length <= 3);
  });

  it('are made anew when they are half-written, and old authorities stay trusted', async () => {
    const clock = new VirtualClock();
    const { replica, spoil } = cluster(clock);
    const first = await replica().load(clock.now(), signal);
    spoil({ 'tls.key': null });
    const mended = await replica().load(clock.now(), signal);
    assert.ok(trusts(mended.caBundle, mended.certificate));
    assert.ok(trusts(mended.caBundle, first.certificate));
    spoil({ 'ca.crt': 'bm90aGluZw==', 'ca.key': 'x', 'tls.crt': '' });
    const again = await replica().load(clock.now(), signal);
    assert.ok(trusts(again.caBundle, again.certificate));
  });

  it('are served on when their Secret is gone or says nothing any more, until a new authority has become known', async () => {
    const clock = new VirtualClock();
    const { replica, spoil, lose } = cluster(clock);
    const replicas = [replica(), replica()];
    const load = () => Promise.all(replicas.map((one) => one.load(clock.now(), signal)));
    const harms = [lose, () => spoil({ 'ca.crt': 'bm90aGluZw==', 'ca.key': 'x', 'tls.crt': '' })];
    for (const harm of harms) {
      const [before] = await load();
      harm();
      const [mended, other] = await load();
      assert.equal(mended!.certificate, before!.certificate);
      assert.equal(other!.caBundle, mended!.caBundle);
      assert.ok(trusts(mended!.caBundle, before!.certificate));
      await clock.advance(usualTerms.trustMs + 1_000);
      const [after] = await load();
      assert.notEqual(after!.certificate, before!.certificate);
      assert.ok(trusts(mended!.caBundle, after!.certificate), 'it was trusted before it was served');
    }
  });

  it('are trusted before they are served, by two replicas, through many rotations', async function () {
    this.timeout(30_000);
    const clock = new VirtualClock();
    const short = { ...usualTerms, authorityLifeMs: 6 * hour, servingLifeMs: 1.5 * hour, trustMs: hour / 6 };
    const { replica } = cluster(clock, short);
    const stop = new AbortController();
    let trusted: string | undefined;
    const used: string[] = [];
    const loads = { underWay: 0 };
    const counted = (source: CertificateSource): CertificateSource => ({
      async load(now, signal) {
        loads.underWay += 1;
        return source.load(now, signal).finally(() => (loads.underWay -= 1));
      },
    });
    const run = async (random: number): Promise<void> => {
      const source = counted(replica());
      let serving = await source.load(clock.now(), signal);
      trusted ??= serving.caBundle;
      const use = async (next: LoadedCertificates): Promise<void> => {
        await Promise.resolve();
        assert.ok(trusts(next.caBundle, serving.certificate), 'the old certificate under the new trust');
        assert.ok(trusts(trusted, next.certificate), 'the new certificate under the old trust');
        assert.ok(new X509Certificate(serving.certificate).validToDate.getTime() > clock.now());
        trusted = next.caBundle;
        serving = next;
        used.push(next.certificate);
      };
      const warn = (fields: object): void => assert.fail(JSON.stringify(fields));
      const options = { source, clock, random: () => random, log: { ...log, warn }, use, pollMs: hour / 20 };
      await keepCertificates(serving, options, stop.signal);
    };
    const running = [run(0.1), run(0.9)];
    const end = clock.now() + day;
    while (clock.now() < end) {
      await clock.advance(hour / 20);
      // Keys are made in real time, of which none passes on the clock.
      while (loads.underWay > 0) await settled();
    }
    stop.abort();
    await clock.advance(1_000);
    await Promise.all(running);
    assert.ok(new Set(used).size >= 20, `${new Set(used).size} certificates`);
  });
});
