import assert from 'node:assert/strict';
import { z } from 'zod';
import { connect } from '../../cluster/connect.ts';
import type { Connection } from '../../cluster/connect.ts';
import { ApiError } from '../../cluster/errors.ts';
import { startControlPlane } from '../../sandbox/control-plane.ts';
import type { ControlPlane } from '../../sandbox/control-plane.ts';
import { fleetCrd, storeCrd } from './crd.ts';
import { checkEngineRules } from './engine-rules.ts';
import { fleetSpecSchema, fleetStatusSchema } from './fleet.ts';
import { storeSpecSchema, storeStatusSchema } from './store.ts';

type Json = Record<string, unknown>;

const minimalStore = { engine: 'woocommerce' };
const minimalFleet = {
  source: { url: 'https://git.example.com/stores.git' },
  environment: { domain: 'shops.example.com' },
};
const closure = { at: '2026-11-21T09:00:00Z', revision: 'a'.repeat(40), purgeAt: '2026-11-28T09:00:00Z' };

describe('the CustomResourceDefinitions', function () {
  this.timeout(60_000);
  let controlPlane: ControlPlane;
  let api: Connection;

  before(async () => {
    controlPlane = await startControlPlane({ scheduler: false, kwok: false });
    api = await connect({ kubeconfig: controlPlane.kubeconfig, userAgent: 'urumi-test' });
    for (const crd of [storeCrd(), fleetCrd()]) {
      await apply(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${crd.metadata.name}`, crd);
      await established(crd.metadata.name);
    }
  });
  after(async () => {
    await api?.close();
    await controlPlane?.stop();
  });

  async function apply(path: string, object: object, query: Record<string, string | boolean> = {}): Promise<Json> {
    return await api.request({
      method: 'PATCH',
      path,
      query: { fieldManager: 'urumi', force: true, fieldValidation: 'Strict', ...query },
      contentType: 'application/apply-patch+yaml',
      body: object,
    });
  }

  async function established(name: string): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt++) {
      const conditions = await conditionsOf(name);
      if (conditions['Established'] === 'True') return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.fail(`${name} is not Established: ${JSON.stringify(await conditionsOf(name))}`);
  }

  async function conditionsOf(name: string): Promise<Record<string, string>> {
    const crd = await api.request<{ status?: { conditions?: { type: string; status: string }[] } }>({
      method: 'GET',
      path: `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`,
    });
    return Object.fromEntries((crd.status?.conditions ?? []).map(({ type, status }) => [type, status]));
  }

  function applyStore(name: string, spec: object, query?: Record<string, string | boolean>): Promise<Json> {
    return apply(
      `/apis/urumi.dev/v1alpha1/namespaces/default/stores/${name}`,
      { apiVersion: 'urumi.dev/v1alpha1', kind: 'Store', metadata: { name }, spec },
      query,
    );
  }

  function applyFleet(name: string, spec: object, query?: Record<string, string | boolean>): Promise<Json> {
    return apply(
      `/apis/urumi.dev/v1alpha1/namespaces/default/fleets/${name}`,
      { apiVersion: 'urumi.dev/v1alpha1', kind: 'Fleet', metadata: { name }, spec },
      query,
    );
  }

  const dryRun = { dryRun: 'All' };

  async function accepts(request: Promise<Json>): Promise<boolean> {
    try {
      await request;
      return true;
    } catch (error) {
      if (error instanceof ApiError && (error.code === 'Invalid' || isTypeMismatch(error))) return false;
      throw error;
    }
  }

  /** Server-side apply answers a body that does not fit the schema's types, or has fields beyond it, with 500. */
  function isTypeMismatch(error: ApiError): boolean {
    return error.status === 500 && error.message.includes('failed to create typed patch object');
  }

  it('are structural', async () => {
    for (const name of ['stores.urumi.dev', 'fleets.urumi.dev']) {
      const conditions = await conditionsOf(name);
      assert.equal(conditions['NonStructuralSchema'], undefined);
      assert.equal(conditions['Established'], 'True');
    }
  });

  it('keep a whole spec as it was written, and add no defaults', async () => {
    const spec = { ...sample(z.toJSONSchema(storeSpecSchema, { io: 'input' }), storeValues), closure };
    assert.deepEqual(storeSpecSchema.parse(spec), spec);
    assert.deepEqual((await applyStore('whole', spec))['spec'], spec);
    assert.deepEqual((await applyStore('least', minimalStore))['spec'], minimalStore);

    const fleet = sample(z.toJSONSchema(fleetSpecSchema, { io: 'input' }), fleetValues);
    assert.deepEqual(fleetSpecSchema.parse(fleet), fleet);
    assert.deepEqual((await applyFleet('whole', fleet))['spec'], fleet);
    assert.deepEqual((await applyFleet('least', minimalFleet))['spec'], minimalFleet);
  });

  it('keep every field of a status', async () => {
    for (const [plural, schema] of [
      ['stores', storeStatusSchema],
      ['fleets', fleetStatusSchema],
    ] as const) {
      const status = sample(z.toJSONSchema(schema, { io: 'input' }), {});
      assert.deepEqual(schema.parse(status), status);
      const path = `/apis/urumi.dev/v1alpha1/namespaces/default/${plural}/least/status`;
      await api.request({
        method: 'PATCH',
        path,
        query: { fieldValidation: 'Strict' },
        contentType: 'application/merge-patch+json',
        body: { status },
      });
      assert.deepEqual((await api.request<Json>({ method: 'GET', path }))['status'], status);
    }
  });

  it('take a status of which everything is gone again', async () => {
    await applyStore('fading', minimalStore);
    await applyFleet('fading', minimalFleet);
    for (const [plural, kind, schema] of [
      ['stores', 'Store', storeStatusSchema],
      ['fleets', 'Fleet', fleetStatusSchema],
    ] as const) {
      const path = `/apis/urumi.dev/v1alpha1/namespaces/default/${plural}/fading/status`;
      const applied = async (status: object): Promise<unknown> => {
        const written = await api.request<Json>({
          method: 'PATCH',
          path,
          query: { fieldManager: 'urumi-test', force: true },
          contentType: 'application/apply-patch+yaml',
          body: { apiVersion: 'urumi.dev/v1alpha1', kind, metadata: { name: 'fading' }, status },
        });
        return schema.parse(written['status']);
      };
      await applied(sample(z.toJSONSchema(schema, { io: 'input' }), {}));
      const least = schema.parse({});
      assert.deepEqual(await applied(least), least);
    }
  });

  it('keep the status out of the reach of those who write the spec', async () => {
    await applyStore('quiet', minimalStore);
    const written = await api.request<Json>({
      method: 'PATCH',
      path: '/apis/urumi.dev/v1alpha1/namespaces/default/stores/quiet',
      contentType: 'application/merge-patch+json',
      body: { status: { phase: 'Ready' } },
    });
    assert.equal(written['status'], undefined);
  });

  it('refuse an unknown field when asked to be strict, and drop it otherwise', async () => {
    assert.equal(await accepts(applyStore('unknown', { ...minimalStore, ownr: 'x' })), false);
    const path = '/apis/urumi.dev/v1alpha1/namespaces/default/stores';
    const body = {
      apiVersion: 'urumi.dev/v1alpha1',
      kind: 'Store',
      metadata: { name: 'unknown' },
      spec: { ...minimalStore, ownr: 'x' },
    };
    const created = await api.request<Json>({ method: 'POST', path, query: { fieldValidation: 'Ignore' }, body });
    assert.deepEqual(created['spec'], minimalStore);
  });

  it('let an apply take back what somebody else added to the spec', async () => {
    const path = '/apis/urumi.dev/v1alpha1/namespaces/default/stores/whose';
    await applyStore('whose', minimalStore);
    const body = { spec: { hosts: ['mine.example.com'], rotate: { database: 'x' } } };
    await api.request({ method: 'PATCH', path, contentType: 'application/merge-patch+json', body });
    assert.deepEqual((await applyStore('whose', minimalStore))['spec'], minimalStore);
  });

  it('show what matters in lists', async () => {
    const columns = async (plural: string): Promise<string[]> => {
      const table = await api.request<{ columnDefinitions: { name: string }[] }>({
        method: 'GET',
        path: `/apis/urumi.dev/v1alpha1/namespaces/default/${plural}`,
        accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
      });
      return table.columnDefinitions.map(({ name }) => name);
    };
    assert.deepEqual(await columns('stores'), ['Name', 'Phase', 'Engine', 'Plan', 'URL', 'Owner', 'Age']);
    assert.deepEqual(await columns('fleets'), ['Name', 'Head', 'Applied', 'Stores', 'Invalid', 'Ready', 'Age']);
  });

  describe('agree with the zod schemas', () => {
    const stores: Json[] = [
      { engine: 'shopware' },
      { plan: 'tiny' },
      { plan: 'large' },
      { title: '' },
      { title: 'x'.repeat(101) },
      { title: 'a\nb' },
      { title: 'a\u202eb' },
      { title: 'Müller & Söhne 👩‍🌾' },
      { owner: 'Team A' },
      { hosts: ['a.example.com', 'b.example.com'] },
      { hosts: ['a.example.com', 'a.example.com'] },
      { hosts: ['A.example.com'] },
      { hosts: ['localhost'] },
      { hosts: ['10.0.0.1'] },
      { hosts: Array.from({ length: 11 }, (_, index) => `h${index}.example.com`) },
      { hosts: [`${'a'.repeat(63)}.example.com`] },
      { hosts: [`${'a'.repeat(64)}.example.com`] },
      { currency: 'XYZ' },
      { currency: 'JPY' },
      { country: 'ZZ' },
      { country: 'U' },
      { country: 'US:CA' },
      { admin: { username: '' } },
      { admin: { username: 'a b' } },
      { admin: { username: 'bob', email: 'bob@example.com' } },
      { admin: { email: 'bob' } },
      { catalog: 'full' },
      { payments: [] },
      { payments: ['cash-on-delivery', 'cash-on-delivery'] },
      { payments: ['bank-transfer', 'cash-on-delivery'] },
      { storage: { database: '5GB' } },
      { storage: { database: '512Mi' } },
      { storage: { database: '1024Mi', files: '16Ti' } },
      { storage: { files: '17Ti' } },
      { version: '10' },
      { version: '9.9.9' },
      { version: '12.0' },
      { version: '11.0-beta.1' },
      { engine: 'medusa' },
      { engine: 'medusa', version: '2.12.1' },
      { engine: 'medusa', version: '2.12.2-rc.1' },
      { engine: 'medusa', version: '2.21' },
      { engine: 'medusa', version: '3.0.0' },
      { engine: 'medusa', admin: { username: 'anna' } },
      { engine: 'medusa', admin: { email: 'anna@example.com' } },
      { engine: 'medusa', payments: ['cash-on-delivery'] },
      { engine: 'medusa', payments: ['bank-transfer'] },
      { engine: 'medusa', storage: { files: '5Gi' } },
      { engine: 'medusa', storage: { database: '5Gi' } },
      { currency: 'XCG' },
      { engine: 'medusa', currency: 'XCD' },
      { engine: 'medusa', currency: 'CHF' },
      { engine: 'medusa', country: 'US' },
      { engine: 'medusa', country: 'US:CA' },
      { version: '10.3.5' },
      { suspended: 'yes' },
      { deletion: { policy: 'Keep' } },
      { deletion: { retention: '3650d' } },
      { deletion: { retention: '3651d' } },
      { deletion: { retention: '87601h' } },
      { deletion: { retention: '99999m' } },
      { deletion: { retention: 'd' } },
      { rotate: { database: '2026-11-21' } },
      { rotate: { database: '' } },
      { rotate: { Database: 'x' } },
      { rotate: { ['a'.repeat(41)]: 'x' } },
      { rotate: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`s${index}`, 'x'])) },
      { closure },
      { closure: { at: closure.at, revision: closure.revision } },
      { closure: { ...closure, revision: 'main' } },
      { closure: { ...closure, at: 'yesterday' } },
      { closure: { ...closure, by: 'me' } },
    ];
    for (const fields of stores) {
      it(`on a Store with ${JSON.stringify(fields).slice(0, 80)}`, async () => {
        const spec = { ...minimalStore, ...fields };
        const isFine = storeSpecSchema.safeParse(spec).success && checkEngineRules({ spec }).length === 0;
        assert.equal(await accepts(applyStore('agree', spec, dryRun)), isFine);
      });
    }

    const fleets: { [part: string]: Json }[] = [
      { source: { url: 'ssh://git.example.com/x' } },
      { source: { url: 'https://bob:secret@git.example.com/x' } },
      { source: { branch: '-x' } },
      { source: { path: '../x' } },
      { source: { path: 'a/b' } },
      { source: { interval: '0s' } },
      { source: { secretRef: {} } },
      { environment: { domain: 'localhost' } },
      { environment: { domain: 'shops.127.0.0.1' } },
      { environment: { tls: { mode: 'issuer' } } },
      { environment: { tls: { mode: 'issuer', issuer: 'letsencrypt' } } },
      { environment: { tls: { mode: 'auto' } } },
      { environment: { images: { registry: 'https://ghcr.io' } } },
      { environment: { ingress: { podLabels: { app: 'a b' } } } },
      { limits: { stores: 0 } },
      { limits: { stores: 1.5 } },
      { limits: { closuresPerRevision: 5 } },
      { limits: { closuresPerRevision: -1 } },
      { limits: { closuresPerRevision: '10%' } },
      { limits: { closuresPerRevision: '101%' } },
      { limits: { closuresPerRevision: true } },
      { deadlines: { total: '0s' } },
      { deadlines: { total: '10m' } },
      { versions: { woocommerce: 'latest' } },
    ];
    for (const fields of fleets) {
      it(`on a Fleet with ${JSON.stringify(fields)}`, async () => {
        const spec: Record<string, Json> = { ...minimalFleet };
        for (const [part, values] of Object.entries(fields)) spec[part] = { ...spec[part], ...values };
        assert.equal(await accepts(applyFleet('agree', spec, dryRun)), fleetSpecSchema.safeParse(spec).success);
      });
    }
  });

  describe('refuse', () => {
    const refused = (change: Promise<Json>, message: RegExp): Promise<void> => assert.rejects(change, message);

    it('a name that is not a DNS label of at most 40 characters', async () => {
      await refused(
        applyStore('a'.repeat(41), minimalStore, dryRun),
        /metadata\.name must be a DNS label of at most 40 characters/,
      );
      await refused(applyStore('a.b', minimalStore, dryRun), /metadata\.name must be a DNS label/);
      await refused(applyFleet('a.b', minimalFleet, dryRun), /metadata\.name must be a DNS label/);
    });

    it('another engine for an existing store', async () => {
      await applyStore('engine', minimalStore);
      await refused(applyStore('engine', { engine: 'medusa' }), /spec\.engine: .*a store's engine cannot change/);
    });

    it('what the engine cannot do; but the closing of a store that an earlier Urumi let do it', async () => {
      const medusa = { engine: 'medusa', version: '2.12.1' };
      await refused(applyStore('other-engine', medusa, dryRun), /spec\.version of medusa must be 2\.12\.2 or newer/);
      await applyStore('other-engine', { ...medusa, closure }, dryRun);
    });

    it('volumes that shrink, and let them grow', async () => {
      await applyStore('volumes', { ...minimalStore, storage: { database: '2Gi' } });
      await refused(
        applyStore('volumes', { ...minimalStore, storage: { database: '2047Mi' } }),
        /spec\.storage\.database: .*volumes can grow but not shrink/,
      );
      await applyStore('volumes', { ...minimalStore, storage: { database: '2049Mi', files: '1Gi' } });
    });

    it('volumes that shrink, but not the end of a growth that never happened', async () => {
      const wanted = { ...minimalStore, storage: { database: '90Gi', files: '90Gi' } };
      await applyStore('growth', wanted);
      const volumes = [
        { claim: 'db-data', uid: 'u', size: '20Gi' },
        { claim: 'uploads', uid: 'v', size: '90Gi' },
      ];
      await api.request({
        method: 'PATCH',
        path: '/apis/urumi.dev/v1alpha1/namespaces/default/stores/growth/status',
        contentType: 'application/merge-patch+json',
        body: { status: { volumes } },
      });
      const back = (database: string, files: string): Promise<Json> =>
        applyStore('growth', { ...minimalStore, storage: { database, files } });
      await refused(back('19Gi', '90Gi'), /spec\.storage\.database: .*volumes can grow but not shrink/);
      await refused(back('20Gi', '89Gi'), /spec\.storage\.files: .*volumes can grow but not shrink/);
      await back('20Gi', '90Gi');
    });

    it('the closing of a protected store', async () => {
      const protectedStore = { ...minimalStore, deletion: { protected: true } };
      await applyStore('protected', protectedStore);
      await refused(applyStore('protected', { ...protectedStore, closure }), /a protected store cannot be closed/);
      await applyStore('protected', { ...minimalStore, deletion: { protected: false }, closure });
    });

    it('a purge before the closing', async () => {
      await refused(
        applyStore('purge', { ...minimalStore, closure: { ...closure, purgeAt: '2026-11-20T09:00:00Z' } }),
        /purgeAt must not be before at/,
      );
    });
  });
});

/** Values for fields whose pattern no made-up text would fit, by field name. */
const storeValues: Json = {
  engine: 'woocommerce',
  hosts: ['a.example.com', 'b.example.com'],
  currency: 'EUR',
  country: 'US:CA',
  username: 'bob',
  email: 'bob@example.com',
  database: '5Gi',
  files: '1Ti',
  version: '10.3.5',
  deletion: { policy: 'Delete', retention: '7d', protected: false },
  rotate: { database: '2026-11-21' },
  closure,
  owner: 'team-a',
};
const fleetValues: Json = {
  url: 'https://git.example.com/stores.git',
  domain: 'shops.example.com',
  interval: '30s',
  retention: '7d',
  closuresPerRevision: '10%',
  deadlines: { database: '90s', setup: '1m', application: '1m', validation: '1m', total: '5m' },
  versions: { woocommerce: '10.3.5', medusa: '2.11.3' },
  annotations: { 'example.com/x': 'y' },
  podLabels: { app: 'traefik' },
};

/** A value with every field that a JSON Schema has; so a field that is added later is covered too. */
function sample(schema: Json, values: Json): Json {
  const properties = schema['properties'] as Record<string, Json>;
  return Object.fromEntries(
    Object.entries(properties).map(([name, below]) => [name, values[name] ?? sampleValue(below, values)]),
  );
}

function sampleValue(schema: Json, values: Json): unknown {
  if (Array.isArray(schema['enum'])) return schema['enum'].at(-1);
  if (schema['format'] === 'date-time') return '2026-11-21T09:00:00Z';
  if (schema['properties'] !== undefined) return sample(schema, values);
  if (schema['type'] === 'object') return { Ready: sampleValue(schema['additionalProperties'] as Json, values) };
  if (schema['type'] === 'array') return [sampleValue(schema['items'] as Json, values)];
  if (schema['type'] === 'integer') return 3;
  if (schema['type'] === 'number') return 1.5;
  return schema['type'] === 'boolean' ? true : 'x';
}
