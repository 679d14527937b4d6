import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { applyObject } from '../../cluster/apply.ts';
import { connect, type Connection } from '../../cluster/connect.ts';
import { mergePatch } from '../../cluster/merge-patch.ts';
import type { LiveObject } from '../../cluster/object.ts';
import { readObject } from '../../cluster/read.ts';
import { removeObject } from '../../cluster/remove.ts';
import { startControlPlane, type ControlPlane } from '../../sandbox/control-plane.ts';
import type { SecretRequest } from '../../synth/synthesis.ts';
import { ensureSecrets, isRecorded, type SecretsContext } from './ensure-secrets.ts';

const request: SecretRequest = {
  name: 'store-db',
  namespace: 'default',
  labels: { 'urumi.dev/store': 'x' },
  keys: { password: { generate: 'hex', bytes: 24 }, 'root-password': { generate: 'hex', bytes: 24 } },
  guards: ['db-data'],
};
const id = 'Secret/default/store-db';
const claim = { id: 'PersistentVolumeClaim/default/db-data' } as LiveObject;

describe('ensureSecrets, against a real API server', () => {
  let plane: ControlPlane;
  let api: Connection;

  const context = (change: Partial<SecretsContext> = {}): SecretsContext => ({
    api,
    recorded: [],
    randomBytes: (count) => randomBytes(count),
    live: { get: () => undefined, *[Symbol.iterator]() {} },
    ...change,
  });
  const volumeIsThere = { get: (wanted: string) => (wanted === claim.id ? claim : undefined), *[Symbol.iterator]() {} };
  const values = async () => ((await readObject(api, id)) as { data?: Record<string, string> } | undefined)?.data;

  before(async function () {
    this.timeout(60_000);
    plane = await startControlPlane({ scheduler: false, kwok: false });
    api = await connect({ kubeconfig: plane.kubeconfig, userAgent: 'urumi-test' });
  });

  after(async () => {
    await api.close();
    await plane.stop();
  });

  afterEach(async () => {
    const secret = await readObject(api, id);
    if (secret?.metadata.uid !== undefined)
      await removeObject(api, id, { uid: secret.metadata.uid, propagation: 'Background' });
  });

  it('generates each key once, as letters and digits only', async () => {
    const { secrets, problem } = await ensureSecrets([request], context());
    assert.equal(problem, undefined);
    assert.deepEqual(secrets[0]?.keys, ['password', 'root-password']);
    assert.ok(isRecorded([request], secrets));
    assert.match(Buffer.from((await values())?.['password'] ?? '', 'base64').toString(), /^[0-9a-f]{48}$/);
  });

  it('leaves existing values alone, whether or not it remembers them', async () => {
    const first = await ensureSecrets([request], context());
    const before = await values();
    await ensureSecrets([request], context({ recorded: first.secrets }));
    await ensureSecrets([request], context());
    assert.deepEqual(await values(), before);
  });

  it('fills a key that is missing and touches no other', async () => {
    await ensureSecrets([request], context());
    const before = await values();
    const { resourceVersion = '' } = (await readObject(api, id))?.metadata ?? {};
    await mergePatch(api, id, { data: { password: null } }, { resourceVersion });
    await ensureSecrets([request], context());
    const after = await values();
    assert.equal(after?.['root-password'], before?.['root-password']);
    assert.ok(after?.['password'] !== undefined && after['password'] !== before?.['password']);
  });

  it('keeps keys that somebody added', async () => {
    await applyObject(
      api,
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'store-db', namespace: 'default' },
        stringData: { mine: 'x' },
      },
      { manager: 'somebody' },
    );
    const { secrets } = await ensureSecrets([request], context());
    assert.deepEqual(secrets[0]?.keys.toSorted(), ['mine', 'password', 'root-password']);
  });

  it('generates nothing over the data of a volume whose Secret is missing', async () => {
    const { secrets, problem } = await ensureSecrets([request], context({ live: volumeIsThere }));
    assert.deepEqual(secrets, []);
    assert.equal(problem?.reason, 'SecretMissing');
    assert.equal(await values(), undefined);
  });

  it('generates nothing in place of what it once made, and remembers that it did', async () => {
    const { secrets } = await ensureSecrets([request], context());
    await removeObject(api, id, { uid: secrets[0]?.uid ?? '', propagation: 'Background' });
    const after = await ensureSecrets([request], context({ recorded: secrets }));
    assert.equal(after.problem?.reason, 'SecretMissing');
    assert.deepEqual(after.secrets, secrets);
  });

  it('takes a Secret that is there beside its volume for what it is', async () => {
    await ensureSecrets([request], context());
    const { problem } = await ensureSecrets([request], context({ live: volumeIsThere }));
    assert.equal(problem, undefined);
  });

  it('waits for a Secret that is being deleted', async () => {
    const manifest = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'store-db', namespace: 'default', finalizers: ['example.com/held'] },
    };
    const { uid } = await applyObject(api, manifest);
    await removeObject(api, id, { uid });
    const { problem } = await ensureSecrets([request], context());
    assert.equal(problem?.reason, 'SecretTerminating');
    await applyObject(api, { ...manifest, metadata: { ...manifest.metadata, finalizers: [] } });
  });

  it('rotates a value through a Job: first beside the old one, and when the Job has succeeded in its place', async () => {
    await ensureSecrets([request], context());
    const old = await values();
    const rotating = { ...request, rotation: { keys: ['password'], job: 'rotate', value: '1' } };
    const begun = await ensureSecrets([rotating], context());
    const next = (await values())?.['next-password'];
    assert.deepEqual({ ...(await values()), 'next-password': '' }, { ...old, 'next-password': '' });
    assert.ok(isRecorded([rotating], begun.secrets) && begun.secrets[0]?.rotation === undefined);
    assert.deepEqual((await ensureSecrets([rotating], context())).secrets, begun.secrets, 'once');
    assert.equal((await values())?.['next-password'], next);
    const job = { id: 'Job.batch/default/rotate-1', health: { status: 'Current' } } as LiveObject;
    const succeeded = {
      get: () => undefined,
      *[Symbol.iterator]() {
        yield job;
      },
    };
    const done = await ensureSecrets([rotating], context({ live: succeeded }));
    assert.equal(done.secrets[0]?.rotation, '1');
    assert.ok(isRecorded([rotating], done.secrets));
    assert.ok(!isRecorded([{ ...rotating, rotation: { ...rotating.rotation, value: '2' } }], done.secrets));
    const after = await values();
    assert.deepEqual([after?.['password'], after?.['next-password']], [next, undefined]);
    assert.equal(after?.['root-password'], old?.['root-password']);
  });

  it('makes a new Secret for the value that the file asks for: there is nothing to rotate', async () => {
    const rotating = { ...request, rotation: { keys: ['password'], job: 'rotate', value: '1' } };
    const { secrets } = await ensureSecrets([rotating], context());
    const before = await values();
    assert.equal(secrets[0]?.rotation, '1');
    assert.deepEqual((await ensureSecrets([rotating], context())).secrets, secrets);
    assert.deepEqual(await values(), before);
  });

  it('makes one Secret when two controllers make it at once', async () => {
    const outcomes = await Promise.all([1, 2, 3].map(() => ensureSecrets([request], context())));
    assert.equal(new Set(outcomes.map(({ secrets }) => secrets[0]?.uid)).size, 1);
  });
});
