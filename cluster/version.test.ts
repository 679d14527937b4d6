import assert from 'node:assert/strict';
import type { ObjectMeta } from './object.ts';
import { versionOf } from './version.ts';

type Entry = NonNullable<ObjectMeta['managedFields']>[number];

const ours: Entry = {
  manager: 'urumi',
  operation: 'Apply',
  time: '2026-11-21T09:00:00Z',
  fieldsV1: { 'f:metadata': { 'f:labels': { 'f:a': {}, 'f:b': {} } }, 'f:spec': { 'f:replicas': {} } },
};
const controller: Entry = {
  manager: 'kube-controller-manager',
  operation: 'Update',
  time: 't',
  fieldsV1: { 'f:metadata': {} },
};
const version = (managedFields?: Entry[], generation?: number): string =>
  versionOf({ ...(managedFields && { managedFields }), ...(generation && { generation }) }, generation !== undefined);

describe('the version of what an object asks for', () => {
  it('is the same whatever other managers do', () => {
    const before = version([ours]);
    assert.equal(version([ours, controller]), before);
    assert.equal(version([{ ...controller, subresource: 'status' }, ours]), before);
    assert.equal(version([{ ...ours, operation: 'Update' }, ours]), before);
    assert.equal(version([{ ...ours, subresource: 'status' }, ours]), before);
  });

  it('changes when one of our fields belongs to somebody else', () => {
    const fieldsV1 = { 'f:metadata': { 'f:labels': { 'f:a': {} } }, 'f:spec': { 'f:replicas': {} } };
    assert.notEqual(version([{ ...ours, fieldsV1 }]), version([ours]));
  });

  it('changes when somebody applies in our name', () => {
    assert.notEqual(version([{ ...ours, time: '2026-11-21T09:00:01Z' }]), version([ours]));
  });

  it('tells fields apart by where they are', () => {
    const a = { 'f:x': { 'f:y': {} } };
    const b = { 'f:x': {}, 'f:y': {} };
    const c = { 'f:xf:y': {} };
    assert.equal(new Set([a, b, c].map((fieldsV1) => version([{ ...ours, fieldsV1 }]))).size, 3);
  });

  it('counts the generation of kinds that have one', () => {
    assert.match(version([ours], 3), /^g3m/);
    assert.notEqual(version([ours], 3), version([ours], 4));
    assert.match(version([ours]), /^m/);
  });

  it('is m0 for an object that we have not applied', () => {
    assert.equal(version(), 'm0');
    assert.equal(version([controller]), 'm0');
    assert.equal(version([], 1), 'g1m0');
  });
});
