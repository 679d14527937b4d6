import assert from 'node:assert/strict';
import type { Phase } from '../../synth/spec/store.ts';
import { driftOf } from './drift.ts';

const web = 'Deployment.apps/store-a/web';
const config = 'ConfigMap/store-a/store-env';

function drift(
  live: Readonly<Record<string, { uid: string; version: string }>>,
  { phase = 'Ready', stays = () => true }: { phase?: Phase; stays?: (id: string) => boolean } = {},
): string[] {
  const inventory = [
    { id: web, uid: 'u1', digest: 'd', version: 'g1mx' },
    { id: config, uid: 'u2', digest: 'd', version: 'my' },
    { id: 'ConfigMap/store-a/on-its-way', uid: '', digest: '', version: '' },
  ];
  const present = new Map(Object.entries(live).map(([id, object]) => [id, { ...object, store: 'a' }]));
  return driftOf({ phase, inventory }, present, stays).map(({ id, state }) => `${id} ${state}`);
}

describe('driftOf', () => {
  const asApplied = { [web]: { uid: 'u1', version: 'g1mx' }, [config]: { uid: 'u2', version: 'my' } };

  it('finds none where every object is as it was applied, and does not wait for what was never there', () => {
    assert.deepEqual(drift(asApplied), []);
  });

  it('tells what was changed, what was deleted, and what was made anew by somebody', () => {
    assert.deepEqual(drift({ ...asApplied, [web]: { uid: 'u1', version: 'g2mx' } }), [`${web} changed`]);
    assert.deepEqual(drift({ [web]: asApplied[web] }), [`${config} missing`]);
    assert.deepEqual(drift({ ...asApplied, [config]: { uid: 'u9', version: 'my' } }), [`${config} missing`]);
  });

  it('says nothing of what the merge deletes anyway', () => {
    assert.deepEqual(drift({}, { stays: (id) => id === web }), [`${web} missing`]);
  });

  it('says nothing while the store comes up or goes down', () => {
    for (const phase of ['Pending', 'Provisioning', 'Closing', 'Closed', 'Purging'] as const)
      assert.deepEqual(drift({}, { phase }), [], phase);
  });
});
