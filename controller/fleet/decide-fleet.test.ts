import assert from 'node:assert/strict';
import type { StoreExample } from '../testing/objects.ts';
import { closure, decide, good, head, messages, names, type Content } from './testing/scene.ts';

function fleetOf(count: number): { stores: Record<string, StoreExample>; files: Record<string, Content> } {
  const all = Array.from({ length: count }, (_, index) => `s${index}`);
  return {
    stores: Object.fromEntries(all.map((name) => [name, {}])),
    files: Object.fromEntries(all.map((name) => [`stores/${name}.yaml`, good])),
  };
}

function without(files: Record<string, Content>, count: number): Record<string, Content> {
  return Object.fromEntries(Object.entries(files).slice(count));
}

describe('decideFleet: opening and changing', () => {
  it('asks for nothing when every file is applied', () => {
    const decision = decide(fleetOf(5));
    assert.deepEqual(decision, {
      apply: [],
      close: [],
      reschedule: [],
      hold: [],
      release: [],
      invalid: [],
      waiting: [],
      refused: [],
    });
  });

  it('opens a store for a new file', () => {
    const decision = decide({ files: { 'stores/a.yaml': good } });
    assert.deepEqual(
      decision.apply.map(({ kind, name, path, blob, revision }) => ({ kind, name, path, blob, revision })),
      [{ kind: 'open', name: 'a', path: 'stores/a.yaml', blob: 'blob-a', revision: head }],
    );
  });

  it('changes only the store whose blob differs', () => {
    const scene = fleetOf(5);
    const decision = decide({ ...scene, blobs: { 'stores/s3.yaml': 'new' } });
    assert.deepEqual(names(decision.apply), ['s3']);
    assert.equal(decision.apply[0]?.kind, 'change');
    assert.equal(decision.apply[0]?.revision, head);
  });

  it('keeps the revision of a file that only moved', () => {
    const decision = decide({ files: { 'stores/eu/a.yaml': good }, stores: { a: {} } });
    assert.equal(decision.apply[0]?.path, 'stores/eu/a.yaml');
    assert.equal(decision.apply[0]?.revision, 'a'.repeat(40));
    assert.deepEqual(decision.close, []);
  });

  it('reopens a closed store whose file is back with the same blob', () => {
    const decision = decide({ files: { 'stores/a.yaml': good }, stores: { a: { spec: { closure } } } });
    assert.equal(decision.apply[0]?.kind, 'reopen');
    assert.equal(decision.apply[0]?.revision, head);
  });

  it('waits for the purge before it opens a store anew', () => {
    const purged = { ...closure, purgeAt: '2026-11-21T10:00:00Z' };
    for (const example of [
      { spec: { closure: purged } },
      { spec: { closure }, status: { phase: 'Purging' } },
      { deletionTimestamp: '2026-11-21T09:00:00Z' },
    ]) {
      const decision = decide({ files: { 'stores/a.yaml': good }, stores: { a: example } });
      assert.deepEqual(decision.apply, []);
      assert.deepEqual(decision.waiting, ['a']);
    }
  });
});

describe('decideFleet: files that cannot be applied', () => {
  const broken = { engine: 'magento' };
  const complaint = /^stores\/a\.yaml:\d+:\d+: spec\.engine/;

  it('holds the store of an invalid file and neither changes nor closes it', () => {
    const decision = decide({
      files: { 'stores/a.yaml': broken },
      blobs: { 'stores/a.yaml': 'new' },
      stores: { a: {} },
    });
    assert.deepEqual(decision.apply, []);
    assert.deepEqual(decision.close, []);
    assert.deepEqual(names(decision.hold), ['a']);
    assert.match(decision.hold[0]?.message ?? '', complaint);
    assert.equal(decision.invalid[0]?.blob, 'new');
    assert.match(messages(decision), complaint);
  });

  it('holds a store whose file became invalid and moved at once', () => {
    const decision = decide({ files: { 'stores/eu/a.yaml': broken }, stores: { a: {} } });
    assert.deepEqual(decision.close, []);
    assert.deepEqual(names(decision.hold), ['a']);
  });

  it('says nothing again when the hold is already written', () => {
    const scene = { files: { 'stores/a.yaml': broken }, blobs: { 'stores/a.yaml': 'new' } };
    const held = decide({ ...scene, stores: { a: {} } }).hold[0]?.message ?? '';
    assert.deepEqual(decide({ ...scene, stores: { a: { held } } }).hold, []);
  });

  it('lifts the hold when the file is as applied again', () => {
    const decision = decide({ files: { 'stores/a.yaml': good }, stores: { a: { held: 'stores/a.yaml:1:1: broken' } } });
    assert.deepEqual(decision.hold, [{ name: 'a', uid: 'uid-a' }]);
  });

  it('bounds the hold to 500 characters', () => {
    const decision = decide({
      files: {
        'stores/a.yaml': {
          engine: 'woocommerce',
          hosts: Array.from({ length: 9 }, (_, at) => `${'x'.repeat(90)}_${at}`),
        },
      },
      blobs: { 'stores/a.yaml': 'new' },
      stores: { a: {} },
    });
    assert.equal(decision.hold[0]?.message?.length, 500);
  });

  it('goes on with the other stores', () => {
    const decision = decide({ files: { 'stores/a.yaml': broken, 'stores/b.yaml': good } });
    assert.deepEqual(names(decision.apply), ['b']);
  });

  it('holds both files that claim one name', () => {
    const decision = decide({ files: { 'stores/x/a.yaml': good, 'stores/y/a.yml': good, 'stores/b.yaml': good } });
    assert.deepEqual(names(decision.apply), ['b']);
    assert.match(messages(decision), /stores\/x\/a\.yaml:4:9: metadata\.name "a" is also claimed by stores\/y\/a\.yml/);
    assert.match(messages(decision), /stores\/y\/a\.yml:4:9: metadata\.name "a" is also claimed by stores\/x\/a\.yaml/);
  });

  it('holds a store that two files claim, rather than closing it', () => {
    const decision = decide({ files: { 'stores/a.yaml': good, 'stores/y/a.yaml': good }, stores: { a: {} } });
    assert.deepEqual(decision.close, []);
    assert.deepEqual(names(decision.hold), ['a']);
  });

  it('does not take a store that belongs to another fleet', () => {
    const foreign = { names: new Map([['a', 'fleet other has it']]), hosts: new Map() };
    const decision = decide({ files: { 'stores/a.yaml': good }, input: { foreign } });
    assert.deepEqual(decision.apply, []);
    assert.match(messages(decision), /store name 'a' is taken: fleet other has it/);
  });

  it('holds a store whose file, or a folder above it, became a link', () => {
    const decision = decide({
      files: { 'stores/c.yaml': good },
      stores: { a: {}, b: { file: 'stores/eu/b.yaml' }, c: {} },
      unusable: { 'stores/a.yaml': 'a symbolic link', 'stores/eu': 'a submodule' },
    });
    assert.deepEqual(decision.close, []);
    assert.match(messages(decision), /stores\/a\.yaml:1:1: must be a file, and is a symbolic link/);
  });

  it('refuses what a running store cannot change', () => {
    const decision = decide({
      files: { 'stores/a.yaml': { ...good, storage: { database: '1Gi' } } },
      blobs: { 'stores/a.yaml': 'new' },
      stores: { a: { spec: { storage: { database: '5Gi' } } } },
    });
    assert.deepEqual(decision.apply, []);
    assert.match(messages(decision), /spec\.storage\.database must be at least 5Gi/);
  });

  it('knows that a smaller plan has smaller volumes', () => {
    const scene = { files: { 'stores/a.yaml': good }, blobs: { 'stores/a.yaml': 'new' } };
    const shrunk = decide({ ...scene, stores: { a: { spec: { plan: 'large' } } } });
    assert.match(messages(shrunk), /volumes can grow but not shrink/);
    const grown = decide({ ...scene, files: { 'stores/a.yaml': { ...good, plan: 'large' } }, stores: { a: {} } });
    assert.deepEqual(names(grown.apply), ['a']);
  });

  it('takes a growth back that never happened: the storage class refused it', () => {
    const scene = {
      files: { 'stores/a.yaml': { ...good, storage: { database: '20Gi' } } },
      blobs: { 'stores/a.yaml': 'new' },
    };
    const wanted = { spec: { storage: { database: '90Gi' } } };
    const volume = { claim: 'db-data', uid: 'u', volume: 'pv-1' };
    const stuck = decide({
      ...scene,
      stores: { a: { ...wanted, status: { volumes: [{ ...volume, size: '20Gi' }] } } },
    });
    assert.deepEqual(names(stuck.apply), ['a']);
    const grown = decide({
      ...scene,
      stores: { a: { ...wanted, status: { volumes: [{ ...volume, size: '90Gi' }] } } },
    });
    assert.match(messages(grown), /spec\.storage\.database must be at least 90Gi/);
    const halfway = decide({
      ...scene,
      stores: { a: { ...wanted, status: { volumes: [{ ...volume, size: '50Gi' }] } } },
    });
    assert.match(messages(halfway), /spec\.storage\.database must be at least 50Gi/);
  });

  it('does not send again what the API server refused, until the blob changes', () => {
    const refused = new Map([['stores/a.yaml', { blob: 'blob-a', message: 'storage may not shrink' }]]);
    const same = decide({ files: { 'stores/a.yaml': good }, input: { refused } });
    assert.deepEqual(same.apply, []);
    assert.match(messages(same), /storage may not shrink/);
    const changed = decide({ files: { 'stores/a.yaml': good }, blobs: { 'stores/a.yaml': 'new' }, input: { refused } });
    assert.deepEqual(names(changed.apply), ['a']);
  });
});

describe('decideFleet: hosts', () => {
  const shop = { ...good, hosts: ['shop.example.com'] };

  it('holds two new files that claim one host', () => {
    const decision = decide({ files: { 'stores/a.yaml': shop, 'stores/b.yaml': shop, 'stores/c.yaml': good } });
    assert.deepEqual(names(decision.apply), ['c']);
    assert.match(
      messages(decision),
      /stores\/a\.yaml:8:7: spec\.hosts\[0\] "shop\.example\.com" is also claimed by stores\/b\.yaml/,
    );
    assert.match(
      messages(decision),
      /stores\/b\.yaml:8:7: spec\.hosts\[0\] "shop\.example\.com" is also claimed by stores\/a\.yaml/,
    );
  });

  it('leaves a host with the store that runs with it', () => {
    const decision = decide({ files: { 'stores/a.yaml': shop, 'stores/b.yaml': shop }, stores: { a: { spec: shop } } });
    assert.deepEqual(decision.apply, []);
    assert.deepEqual(decision.hold, []);
    assert.deepEqual(
      decision.invalid.map(({ file }) => file),
      ['stores/b.yaml'],
    );
  });

  it('lets a host move from one store to another in one revision', () => {
    const decision = decide({
      files: { 'stores/a.yaml': good, 'stores/b.yaml': shop },
      blobs: { 'stores/a.yaml': 'new', 'stores/b.yaml': 'new' },
      stores: { a: { spec: shop }, b: {} },
    });
    assert.deepEqual(names(decision.apply), ['a', 'b']);
  });

  it('keeps a host with a store whose file is invalid', () => {
    const decision = decide({
      files: { 'stores/a.yaml': 'a: [broken', 'stores/b.yaml': shop },
      blobs: { 'stores/a.yaml': 'new' },
      stores: { a: { spec: shop } },
    });
    assert.deepEqual(decision.apply, []);
    assert.match(messages(decision), /stores\/b\.yaml:8:7: .* is also claimed by stores\/a\.yaml/);
  });

  it('keeps a host with a store that is held only because of another host', () => {
    const decision = decide({
      files: {
        'stores/a.yaml': { ...good, hosts: ['taken.example.com'] },
        'stores/b.yaml': shop,
        'stores/c.yaml': good,
      },
      blobs: { 'stores/a.yaml': 'new' },
      stores: { a: { spec: shop }, c: { spec: { ...good, hosts: ['taken.example.com'] } } },
    });
    assert.deepEqual(decision.apply, []);
    assert.deepEqual(
      decision.invalid.map(({ file }) => file),
      ['stores/a.yaml', 'stores/b.yaml'],
    );
  });

  it("refuses another store's own address", () => {
    const decision = decide({
      files: { 'stores/a.yaml': good, 'stores/b.yaml': { ...good, hosts: ['a.shops.example'] } },
      stores: { a: {} },
    });
    assert.match(messages(decision), /spec\.hosts\[0\] "a\.shops\.example" is also claimed by stores\/a\.yaml/);
  });

  it('keeps a host with a store whose closing is refused', () => {
    const decision = decide({
      files: { 'stores/b.yaml': shop },
      stores: { a: { spec: shop } },
      fleet: { limits: { closuresPerRevision: 0 } },
    });
    assert.deepEqual(decision.apply, []);
    assert.match(messages(decision), /is also claimed by the running store a/);
  });

  it('frees the host of a store that closes in the same revision', () => {
    const decision = decide({ files: { 'stores/b.yaml': shop }, stores: { a: { spec: shop } } });
    assert.deepEqual(names(decision.apply), ['b']);
    assert.deepEqual(names(decision.close), ['a']);
  });

  it('knows the hosts of other fleets', () => {
    const foreign = { names: new Map(), hosts: new Map([['shop.example.com', 'store z of fleet other']]) };
    const decision = decide({ files: { 'stores/a.yaml': shop }, input: { foreign } });
    assert.match(messages(decision), /claims the host shop\.example\.com, which store z of fleet other has/);
  });
});

describe('decideFleet: limits', () => {
  it('opens no more stores than the fleet has room for', () => {
    const decision = decide({
      files: { 'stores/a.yaml': good, 'stores/b.yaml': good, 'stores/c.yaml': good },
      stores: { c: {} },
      fleet: { limits: { stores: 2 } },
    });
    assert.deepEqual(names(decision.apply), ['a']);
    assert.match(messages(decision), /stores\/b\.yaml:4:9: the fleet may have 2 stores/);
  });

  it('opens no more stores for an owner than allowed', () => {
    const owned = { ...good, owner: 'team-retail' };
    const decision = decide({
      files: { 'stores/a.yaml': owned, 'stores/b.yaml': owned, 'stores/c.yaml': good },
      stores: { a: { spec: owned } },
      fleet: { limits: { storesPerOwner: 1 } },
    });
    assert.deepEqual(names(decision.apply), ['c']);
    assert.match(messages(decision), /stores\/b\.yaml:7:10: spec\.owner "team-retail" may have 1 stores/);
  });

  it('still changes the stores of an owner who is at the limit', () => {
    const owned = { ...good, owner: 'team-retail' };
    const decision = decide({
      files: { 'stores/a.yaml': owned },
      blobs: { 'stores/a.yaml': 'new' },
      stores: { a: { spec: owned } },
      fleet: { limits: { storesPerOwner: 1, stores: 1 } },
    });
    assert.deepEqual(names(decision.apply), ['a']);
  });
});

describe('decideFleet: closing', () => {
  it('closes a store whose file is gone and keeps its data for the retention', () => {
    const scene = fleetOf(3);
    const decision = decide({ ...scene, files: without(scene.files, 1) });
    assert.deepEqual(decision.close, [
      {
        name: 's0',
        uid: 'uid-s0',
        generation: 1,
        closure: { at: '2026-11-21T10:00:00.000Z', revision: head, purgeAt: '2026-11-28T10:00:00.000Z' },
      },
    ]);
  });

  it("prefers the store's own retention, and purges at once when its policy is Delete", () => {
    const decision = decide({
      stores: {
        kept: { spec: { deletion: { retention: '1d' } } },
        dropped: { spec: { deletion: { policy: 'Delete', retention: '1d' } } },
      },
    });
    const purges = Object.fromEntries(decision.close.map(({ name, closure: { purgeAt } }) => [name, purgeAt]));
    assert.deepEqual(purges, { kept: '2026-11-22T10:00:00.000Z', dropped: '2026-11-21T10:00:00.000Z' });
  });

  it('closes the only store when the folder is left without store files', () => {
    assert.deepEqual(names(decide({ stores: { a: {} } }).close), ['a']);
  });

  it('lets a fleet of one replace its only file', () => {
    const decision = decide({ files: { 'stores/b.yaml': good }, stores: { a: {} } });
    assert.deepEqual(names(decision.close), ['a']);
    assert.deepEqual(names(decision.apply), ['b']);
  });

  it('does not close a closed store again', () => {
    assert.deepEqual(decide({ stores: { a: { spec: { closure } } } }).close, []);
  });

  it('keeps a protected store open and says why', () => {
    const decision = decide({ stores: { a: { spec: { deletion: { protected: true } } } } });
    assert.deepEqual(decision.close, []);
    assert.match(decision.hold[0]?.message ?? '', /deletion\.protected: true and stays open/);
    assert.match(messages(decision), /stores\/a\.yaml: the file is gone/);
  });

  it('closes at most the allowed share of a fleet, else nothing, and opens all the same', () => {
    const scene = fleetOf(100);
    assert.equal(decide({ ...scene, files: without(scene.files, 10) }).close.length, 10);
    const eleven = decide({ ...scene, files: { ...without(scene.files, 11), 'stores/new.yaml': good } });
    assert.equal(eleven.close.length, 0);
    assert.equal(eleven.refusal?.reason, 'ClosuresHeld');
    assert.equal(eleven.refused.length, 11);
    assert.deepEqual(names(eleven.apply), ['new']);
  });

  it('allows three closings however small the percentage', () => {
    const scene = fleetOf(5);
    assert.equal(decide({ ...scene, files: without(scene.files, 3) }).close.length, 3);
    assert.equal(decide({ ...scene, files: without(scene.files, 4) }).close.length, 0);
  });

  it('takes a number as it is, also zero', () => {
    const scene = fleetOf(5);
    const decision = decide({
      ...scene,
      files: without(scene.files, 1),
      fleet: { limits: { closuresPerRevision: 0 } },
    });
    assert.equal(decision.refusal?.reason, 'ClosuresHeld');
  });

  it('closes more when a person approves exactly as many', () => {
    const scene = fleetOf(100);
    const files = without(scene.files, 20);
    assert.equal(decide({ ...scene, files, input: { approved: 20 } }).close.length, 20);
    assert.equal(decide({ ...scene, files, input: { approved: 19 } }).close.length, 0);
    assert.equal(decide({ ...scene, files, input: { approved: 21 } }).close.length, 0);
  });

  it('says which guard an approval lifted, and nothing when none had to be', () => {
    const scene = fleetOf(100);
    const lifted = (count: number) =>
      decide({ ...scene, files: without(scene.files, count), input: { approved: count } }).lifted;
    assert.deepEqual(lifted(20), { guard: 'ClosuresHeld', closures: 20 });
    assert.equal(lifted(3), undefined);
  });

  it('goes on after a crash with what was approved, though stores that were closed are purged already', () => {
    const scene = fleetOf(20);
    const closed = { spec: { closure: { ...closure, revision: head } } };
    const rest = Object.fromEntries(Object.entries({ ...scene.stores, s1: closed }).slice(1));
    const input = { approved: 6 };
    assert.equal(decide({ stores: rest, files: without(scene.files, 6), input }).close.length, 4);
    assert.equal(decide({ stores: rest, files: without(scene.files, 8), input }).refusal?.reason, 'ClosuresHeld');
  });

  it('counts what this revision closed before a crash', () => {
    const scene = fleetOf(20);
    const closed = { spec: { closure: { ...closure, revision: head } } };
    const stores = { ...scene.stores, s0: closed, s1: closed, s2: closed };
    assert.equal(decide({ stores, files: without(scene.files, 3) }).refusal, undefined);
    assert.equal(decide({ stores, files: without(scene.files, 4) }).refusal?.reason, 'ClosuresHeld');
  });
});

describe('decideFleet: trees that say nothing', () => {
  const trees = {
    TreeEmpty: { state: 'empty' },
    PathMissing: { state: 'missing', path: 'stores' },
    TreeUnreadable: { state: 'unreadable', message: 'object abc is corrupt' },
  } as const;

  for (const [reason, tree] of Object.entries(trees)) {
    it(`closes, holds and releases nothing: ${reason}`, () => {
      const decision = decide({
        tree,
        stores: { a: {}, b: { held: 'stores/b.yaml:1:1: broken' } },
        input: { approved: 2 },
      });
      assert.deepEqual([decision.apply, decision.close, decision.hold], [[], [], []]);
      assert.equal(decision.refusal?.reason, reason);
      assert.deepEqual(decision.refused, ['a', 'b']);
    });
  }

  it('closes nothing when no file belongs to a running store', () => {
    const scene = { files: { 'stores/x.yaml': good }, stores: { a: {}, b: {} } };
    const decision = decide(scene);
    assert.deepEqual(decision.close, []);
    assert.equal(decision.refusal?.reason, 'UnrelatedTree');
    assert.deepEqual(names(decide({ ...scene, input: { approved: 2 } }).close), ['a', 'b']);
  });

  it('is not fooled by the stores that the unrelated tree opened itself', () => {
    const scene = { files: { 'stores/x.yaml': good }, stores: { a: {}, b: {}, x: { revision: head } } };
    assert.equal(decide(scene).refusal?.reason, 'UnrelatedTree');
  });

  it('is not fooled by another commit on top of the unrelated tree', () => {
    const scene = { files: { 'stores/x.yaml': good }, stores: { a: {}, b: {}, x: {} } };
    const unrelated = { unrelated: ['a', 'b'] };
    assert.equal(decide({ ...scene, input: unrelated }).refusal?.reason, 'UnrelatedTree');
    const related = { ...scene, files: { ...scene.files, 'stores/a.yaml': good } };
    assert.deepEqual(names(decide({ ...related, input: unrelated }).close), ['b']);
    assert.deepEqual(names(decide({ ...scene, input: { ...unrelated, approved: 2 } }).close), ['a', 'b']);
  });
});
