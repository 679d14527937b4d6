import assert from 'node:assert/strict';
import { annotations } from '../../synth/spec/names.ts';
import { storeExample, type StoreExample } from '../testing/objects.ts';
import { filesToRead } from './files-to-read.ts';
import { specDigest } from '../../plan/spec-digest.ts';
import { closure, decide, good, messages, names, type Content } from './testing/scene.ts';

describe('decideFleet: a store whose object somebody deletes by hand', () => {
  const deletionTimestamp = '2026-11-21T09:00:00Z';
  const files = { 'stores/a.yaml': good };

  it('is reopened when it was closed and its file is back, or its data would go although the file is there', () => {
    const decision = decide({
      files,
      stores: { a: { deletionTimestamp, spec: { closure }, status: { phase: 'Closed' } } },
    });
    assert.deepEqual(
      decision.apply.map(({ kind, name }) => [kind, name]),
      [['reopen', 'a']],
    );
    assert.deepEqual(decision.waiting, []);
  });

  it('is waited for when its purge is due or has begun', () => {
    const purged = { ...closure, purgeAt: '2026-11-21T10:00:00Z' };
    for (const example of [
      { deletionTimestamp, spec: { closure: purged } },
      { deletionTimestamp, spec: { closure }, status: { phase: 'Purging' } },
    ]) {
      const decision = decide({ files, stores: { a: example } });
      assert.deepEqual(decision.apply, []);
      assert.deepEqual(decision.waiting, ['a']);
    }
  });

  it('is waited for when it is open: it is made anew when the object is gone', () => {
    const decision = decide({ files, stores: { a: { deletionTimestamp } } });
    assert.deepEqual(decision.waiting, ['a']);
    assert.deepEqual(names(decision.release), ['a']);
  });

  it('keeps the object while its file cannot be applied: nobody else has a record of the shop', () => {
    const broken = { 'stores/a.yaml': { engine: 'magento' } };
    const decision = decide({ files: broken, stores: { a: { deletionTimestamp } } });
    assert.deepEqual([decision.release, decision.close, decision.apply], [[], [], []]);
  });

  it('keeps the object, and the store open, while a guard holds the closing of a store whose file is gone', () => {
    const gone = { files: { 'stores/b.yaml': good }, stores: { a: { deletionTimestamp }, b: {} } };
    const held = decide({ ...gone, fleet: { limits: { closuresPerRevision: 0 } } });
    assert.deepEqual([held.release, held.close, held.refused], [[], [], ['a']]);
    const empty = decide({ ...gone, tree: { state: 'empty' } });
    assert.deepEqual([empty.release, empty.close], [[], []]);
    const protectedStore = { deletionTimestamp, spec: { deletion: { protected: true } } };
    const kept = decide({ ...gone, stores: { a: protectedStore, b: {} } });
    assert.deepEqual([kept.release, kept.close], [[], []]);
  });

  it('closes it like any other when the guards agree: its finalizer keeps the object until the purge', () => {
    const decision = decide({ files: { 'stores/b.yaml': good }, stores: { a: { deletionTimestamp }, b: {} } });
    assert.deepEqual(names(decision.close), ['a']);
    assert.deepEqual(decision.release, []);
  });
});

describe('decideFleet: a store whose spec somebody changes by hand', () => {
  const spec = { engine: 'woocommerce', title: 'Good' };
  const recorded = specDigest(storeExample('a', { spec }).spec);
  const decided = (example: StoreExample, content: Content = spec) =>
    decide({ files: { 'stores/a.yaml': content }, stores: { a: example } });

  it('becomes again what its file says, whatever was changed, added or taken away', () => {
    for (const edited of [{ ...spec, suspended: true }, { ...spec, owner: 'me' }, { engine: 'woocommerce' }]) {
      const { apply } = decided({ spec: edited, specDigest: recorded });
      assert.deepEqual(
        apply.map(({ kind, file }) => [kind, file.store.spec.title]),
        [['revert', 'Good']],
      );
    }
  });

  it('is left alone while a person has taken over and says why', () => {
    const edited = { spec: { ...spec, suspended: true }, specDigest: recorded };
    assert.deepEqual(decided({ ...edited, annotations: { [annotations.breakGlass]: 'Git is down' } }).apply, []);
    assert.equal(decided({ ...edited, annotations: { [annotations.breakGlass]: ' ' } }).apply.length, 1);
  });

  it('is left alone, and its file unread, while the spec is what was applied', () => {
    const files = new Map([['stores/a.yaml', 'blob-a']]);
    const store = storeExample('a', { spec, specDigest: recorded });
    assert.equal(filesToRead(files, new Map([['a', store]])).size, 0);
    assert.deepEqual(decided({ spec, specDigest: recorded }).apply, []);
  });

  it('is left alone when nothing was recorded, or under other defaults, by another Urumi', () => {
    for (const other of [{}, { specDigest: recorded.replace(/^[^-]*/, '00000000') }]) {
      assert.deepEqual(decided({ spec: { ...spec, suspended: true }, ...other }).apply, []);
    }
  });

  it('keeps what cannot be undone, and says so: volumes that may have grown', () => {
    const decision = decided({ spec: { ...spec, storage: { database: '90Gi' } }, specDigest: recorded });
    assert.deepEqual(decision.apply, []);
    assert.match(messages(decision), /spec\.storage\.database must be at least 90Gi/);
  });

  it('stays closed when it is closed: a closing is no change by hand', () => {
    const decision = decide({ files: {}, stores: { a: { spec: { ...spec, closure }, specDigest: recorded } } });
    assert.deepEqual([decision.apply, decision.close], [[], []]);
  });
});
