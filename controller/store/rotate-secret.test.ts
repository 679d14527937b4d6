import assert from 'node:assert/strict';
import type { KubeObject } from '../../cluster/object.ts';
import type { SecretRequest, SecretRotation } from '../../synth/synthesis.ts';
import { rotationStep, type RotationStep } from './rotate-secret.ts';
import { World } from './testing/world.ts';

const job = 'Job.batch/store-x/rotate-database-0123456789';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const old = { password: base64('old'), 'root-password': base64('root') };
const fresh = base64('ab'.repeat(24));

function requestOf(rotation: SecretRotation): SecretRequest & { readonly rotation: SecretRotation } {
  const key = { generate: 'hex', bytes: 24 } as const;
  return {
    name: 'store-db',
    namespace: 'store-x',
    labels: {},
    keys: { password: key, 'root-password': key },
    guards: [],
    rotation,
  };
}

const database = (value?: string): SecretRotation => ({
  keys: ['password'],
  job: 'rotate-database',
  ...(value === undefined ? {} : { value }),
});

function step(rotation: SecretRotation, data: Record<string, string>, world = new World()): RotationStep {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'store-db' }, data } as KubeObject;
  return rotationStep(requestOf(rotation), secret, { live: world, randomBytes: (n) => new Uint8Array(n).fill(0xab) });
}

function withJob(status: 'Current' | 'InProgress' | 'Terminating'): World {
  const world = new World();
  world.put(job, { health: { status, reason: '', message: '' } });
  return world;
}

describe('rotationStep, of values that are simply replaced', () => {
  const application = (value?: string): SecretRotation => ({
    keys: ['password'],
    ...(value === undefined ? {} : { value }),
  });

  it('replaces them once for each value', () => {
    const first = step(application('1'), old);
    assert.deepEqual(first, { data: { password: fresh, rotation: base64('1') }, rotation: '1' });
    assert.deepEqual(step(application('1'), { ...old, rotation: base64('1') }), { rotation: '1' });
    assert.notEqual(step(application('2'), { ...old, rotation: base64('1') }).data, undefined);
  });

  it('does nothing when the file asks for nothing', () => {
    assert.deepEqual(step(application(), old), {});
    assert.deepEqual(step(application(), { ...old, rotation: base64('1') }), { rotation: '1' });
  });
});

describe('rotationStep, of a value that a Job makes valid', () => {
  const underWay = { ...old, 'next-password': base64('new') };

  it('puts the next value beside the one in use, which stays as it is', () => {
    assert.deepEqual(step(database('1'), old), { data: { 'next-password': fresh } });
  });

  it('waits for the Job and makes no other value meanwhile', () => {
    assert.deepEqual(step(database('1'), underWay), {});
    assert.deepEqual(step(database('1'), underWay, withJob('InProgress')), {});
  });

  it('puts the next value in the place of the old one when the Job has succeeded', () => {
    const promoted = { password: base64('new'), 'next-password': null, rotation: base64('1') };
    assert.deepEqual(step(database('1'), underWay, withJob('Current')), { data: promoted, rotation: '1' });
  });

  it('is done then, also when the Job is there again', () => {
    const done = { ...old, rotation: base64('1') };
    assert.deepEqual(step(database('1'), done), { rotation: '1' });
    assert.deepEqual(step(database('1'), done, withJob('Current')), { rotation: '1' });
  });

  it('finishes a rotation that is under way when the value changes, or changes back', () => {
    const second = { ...underWay, rotation: base64('1') };
    for (const value of ['1', '2']) {
      assert.deepEqual(step(database(value), second), {});
      assert.equal(step(database(value), second, withJob('Current')).data?.['password'], base64('new'));
    }
  });

  it('begins nothing beside a Job that has not seen the next value', () => {
    const { data, problem } = step(database('1'), old, withJob('Current'));
    assert.equal(data, undefined);
    assert.equal(problem?.reason, 'RotationJobLeft');
  });

  it('does not mind a Job that is being deleted, and does not take it for one that has succeeded', () => {
    assert.notEqual(step(database('1'), old, withJob('Terminating')).data, undefined);
    assert.deepEqual(step(database('1'), underWay, withJob('Terminating')), {});
  });

  it('touches nothing of a rotation that is under way when the file no longer asks for it', () => {
    assert.deepEqual(step(database(), underWay), {});
    assert.deepEqual(step(database(), underWay, withJob('Current')), {});
  });
});
