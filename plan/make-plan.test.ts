import assert from 'node:assert/strict';
import { planOf, plainStores, storeFile, type Planned } from './testing/scene.ts';

const closure = { at: '2026-11-20T00:00:00Z', revision: 'c'.repeat(40), purgeAt: '2026-11-27T00:00:00Z' };
const messages = ({ report }: Planned): string[] =>
  report.violations.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`);

describe('the plan of a revision', () => {
  it('says nothing of a revision that changes no store', async () => {
    const files = { ...plainStores(3) };
    const { report, read } = await planOf(files, files);
    assert.deepEqual(report.stores, []);
    assert.equal(report.conclusion, 'success');
    assert.equal(read, 0);
  });

  it('opens a store whose file is new, with all its objects', async () => {
    const { report, store } = await planOf({}, { 'stores/a.yaml': storeFile('a') });
    const { change, url, objects, capacity, effects } = store('a');
    assert.equal(change, 'opened');
    assert.equal(url, 'http://a.shops.example.com');
    assert.ok(objects.created.includes('StatefulSet.apps/store-a/db'));
    assert.deepEqual([objects.changed, objects.deleted, effects], [[], [], []]);
    assert.deepEqual(capacity, {
      cpuRequests: 200,
      cpuLimits: 1500,
      memoryRequests: 512,
      memoryLimits: 1024,
      storage: 15 * 1024,
    });
    assert.deepEqual(report.capacity, capacity);
    assert.equal(report.counts.opened, 1);
  });

  it('tells which fields of which objects a change touches, and which pods it replaces', async () => {
    const { store } = await planOf(
      { 'stores/a.yaml': storeFile('a') },
      { 'stores/a.yaml': storeFile('a', 'plan: medium') },
    );
    const { change, fields, objects, effects, volumes } = store('a');
    assert.equal(change, 'changed');
    assert.deepEqual(fields, [{ path: 'spec.plan', before: '"small"', after: '"medium"' }]);
    const db = objects.changed.find(({ id }) => id === 'StatefulSet.apps/store-a/db');
    assert.deepEqual(
      db?.fields.find(({ path }) => path === 'spec.template.spec.containers[mariadb].resources.limits.memory'),
      { path: 'spec.template.spec.containers[mariadb].resources.limits.memory', before: '"512Mi"', after: '"1024Mi"' },
    );
    assert.deepEqual(
      effects.map(({ id, effect }) => `${id.replace(/-[0-9a-f]{10}$/, '')} ${effect}`),
      [
        'StatefulSet.apps/store-a/db pods-replaced',
        'Deployment.apps/store-a/web pods-replaced',
        'Job.batch/store-a/validate job-runs',
      ],
    );
    assert.deepEqual(volumes.grow, [
      { claim: 'db-data', from: 5 * 1024, to: 10 * 1024 },
      { claim: 'uploads', from: 10 * 1024, to: 20 * 1024 },
    ]);
  });

  it('says that pods stop when a store is suspended, and start when it is woken', async () => {
    const [awake, asleep] = [storeFile('a'), storeFile('a', 'suspended: true')];
    const stopped = await planOf({ 'stores/a.yaml': awake }, { 'stores/a.yaml': asleep });
    assert.ok(stopped.store('a').effects.some(({ effect }) => effect === 'pods-stopped'));
    assert.equal(stopped.store('a').url, undefined);
    assert.ok(stopped.store('a').capacity.cpuRequests < 0);
    const started = await planOf({ 'stores/a.yaml': asleep }, { 'stores/a.yaml': awake });
    assert.ok(started.store('a').effects.some(({ effect }) => effect === 'pods-started'));
  });

  it('says of a change of comments that nothing changes', async () => {
    const { store } = await planOf(
      { 'stores/a.yaml': storeFile('a') },
      { 'stores/eu/a.yaml': `# moved\n${storeFile('a')}` },
    );
    assert.equal(store('a').change, 'changed');
    assert.deepEqual(store('a').notes, ['its file moves from stores/a.yaml', 'nothing changes in its namespace']);
  });

  it('does not roll a store when only its owner or its deletion changes, but tells of data that lives shorter', async () => {
    const { store } = await planOf(
      { 'stores/a.yaml': storeFile('a') },
      { 'stores/a.yaml': storeFile('a', 'owner: team-x\ndeletion: {policy: Delete}') },
    );
    assert.deepEqual(store('a').effects, []);
    assert.match(store('a').notes.join('\n'), /data is deleted at once when its file is removed/);
  });
});

describe('the plan of a closing', () => {
  const before = { 'stores/a.yaml': storeFile('a', 'storage: {database: 8Gi, files: 12Gi}'), ...plainStores(5) };
  const { 'stores/a.yaml': _gone, ...after } = before;

  it('names the volumes at risk, when they would be purged, and what goes at once', async () => {
    const { store } = await planOf(before, after);
    const { change, volumes, purgeAt, objects, capacity } = store('a');
    assert.equal(change, 'closed');
    assert.deepEqual(volumes.atRisk, [
      { claim: 'db-data', mebibytes: 8 * 1024 },
      { claim: 'uploads', mebibytes: 12 * 1024 },
    ]);
    assert.equal(purgeAt, '2026-11-28T14:00:00.000Z');
    assert.ok(objects.deleted.includes('Deployment.apps/store-a/web'));
    assert.ok(!objects.deleted.includes('PersistentVolumeClaim/store-a/db-data'), 'data outlives the closing');
    assert.deepEqual([capacity.cpuRequests, capacity.storage], [-200, 0]);
  });

  it("keeps data for the store's own retention", async () => {
    const own = { ...before, 'stores/a.yaml': storeFile('a', 'deletion: {retention: 12h}') };
    assert.equal((await planOf(own, after)).store('a').purgeAt, '2026-11-22T02:00:00.000Z');
  });

  it('says that everything goes at once when the policy is Delete', async () => {
    const own = { ...before, 'stores/a.yaml': storeFile('a', 'deletion: {policy: Delete}') };
    const { purgeAt, objects, capacity } = (await planOf(own, after)).store('a');
    assert.equal(purgeAt, '2026-11-21T14:00:00.000Z');
    assert.ok(objects.deleted.includes('PersistentVolumeClaim/store-a/db-data'));
    assert.ok(objects.deleted.includes('Namespace//store-a'));
    assert.equal(capacity.storage, -15 * 1024);
  });

  it('does not close a protected store, and calls that a failure', async () => {
    const own = { ...before, 'stores/a.yaml': storeFile('a', 'deletion: {protected: true}') };
    const { report, store } = await planOf(own, after);
    assert.equal(store('a').change, 'protected');
    assert.deepEqual(store('a').volumes.atRisk, []);
    assert.match(store('a').notes.join(), /sets protected to false/);
    assert.equal(report.conclusion, 'failure');
  });

  it('takes a renamed file for a closing and an opening', async () => {
    const { store } = await planOf(before, { ...after, 'stores/b.yaml': storeFile('b') });
    assert.deepEqual([store('a').change, store('b').change], ['closed', 'opened']);
  });

  it('lists what is at risk before what is harmless', async () => {
    const { report } = await planOf(before, { ...after, 'stores/b.yaml': storeFile('b'), 'stores/c.yaml': 'kind: x' });
    assert.deepEqual(
      report.stores.map(({ change }) => change),
      ['closed', 'held', 'opened'],
    );
  });

  it('closes nothing where a link stands in the place of the file', async () => {
    const { report, store } = await planOf(before, after, { unusable: { 'stores/a.yaml': 'a symbolic link' } });
    assert.equal(store('a').change, 'held');
    assert.match(report.violations[0]?.message ?? '', /must be a file, and is a symbolic link/);
    const folder = await planOf(
      { 'stores/eu/x.yaml': storeFile('x'), ...after },
      { ...after },
      { unusable: { 'stores/eu': 'a submodule' } },
    );
    assert.equal(folder.store('x').change, 'held');
  });
});

describe('the plan of files that are wrong', () => {
  it('gives file, line and column, and holds the store', async () => {
    const planned = await planOf(
      { 'stores/a.yaml': storeFile('a') },
      { 'stores/a.yaml': storeFile('a', 'plan: tiny'), 'stores/b.yaml': storeFile('b', 'colour: red') },
    );
    assert.deepEqual(messages(planned), ['stores/a.yaml:7:9 not-allowed', 'stores/b.yaml:7:3 unknown-field']);
    assert.deepEqual(planned.store('a').notes, ['keeps its last good state']);
    assert.deepEqual(planned.store('b').notes, ['is not opened']);
    assert.equal(planned.report.conclusion, 'failure');
    assert.equal(planned.synthesised, 0);
  });

  it('refuses to shrink a volume, the plan’s own sizes included, at the line that does it', async () => {
    const large = { 'stores/a.yaml': storeFile('a', 'storage:\n  files: 30Gi') };
    const stated = await planOf(large, { 'stores/a.yaml': storeFile('a', 'storage:\n  files: 20Gi') });
    assert.deepEqual(messages(stated), ['stores/a.yaml:8:12 storage-shrinks']);
    const implied = await planOf(
      { 'stores/a.yaml': storeFile('a', 'plan: large') },
      { 'stores/a.yaml': storeFile('a', 'plan: small') },
    );
    assert.deepEqual([...new Set(implied.report.violations.map(({ code }) => code))], ['storage-shrinks']);
  });

  it('refuses another engine, and a version of one that this Urumi cannot run', async () => {
    const medusa = storeFile('a').replace('woocommerce', 'medusa');
    const planned = await planOf({ 'stores/a.yaml': storeFile('a') }, { 'stores/a.yaml': medusa });
    assert.equal(planned.store('a').change, 'held');
    assert.deepEqual(messages(planned), ['stores/a.yaml:6:11 immutable']);
    const unknown = await planOf({}, { 'stores/b.yaml': storeFile('b', 'version: 9.0.0') });
    assert.equal(unknown.store('b').change, 'held');
    assert.deepEqual(messages(unknown), ['stores/b.yaml:7:12 not-allowed']);
  });

  it('takes a file that is mended for an opening, and says what that rests on', async () => {
    const { store } = await planOf({ 'stores/a.yaml': 'nonsense' }, { 'stores/a.yaml': storeFile('a') });
    assert.equal(store('a').change, 'opened');
    assert.match(store('a').notes.join(), /was not valid before/);
  });

  it('says nothing of an invalid file that goes: it made no store', async () => {
    assert.deepEqual((await planOf({ 'stores/a.yaml': 'x', ...plainStores(2) }, plainStores(2))).report.stores, []);
  });

  it('reads no file of more than 64 KiB', async () => {
    const planned = await planOf({}, { 'stores/a.yaml': 'x'.repeat(70_000) });
    assert.deepEqual(messages(planned), ['stores/a.yaml:1:1 too-large']);
  });
});

describe('the plan and what stores share', () => {
  const others = { ...plainStores(20), 'stores/holder.yaml': storeFile('holder', 'hosts: [shop.example.org]') };

  it('finds the store outside the change that has a host already', async () => {
    const planned = await planOf(others, { ...others, 'stores/a.yaml': storeFile('a', 'hosts: [shop.example.org]') });
    assert.deepEqual(messages(planned), ['stores/a.yaml:7:11 host-clash']);
    assert.match(planned.report.violations[0]?.message ?? '', /also claimed by stores\/holder\.yaml/);
    assert.equal(planned.report.stores.length, 1, 'the holder keeps what it has');
  });

  it('finds it however the other file writes the host', async () => {
    const escaped = { ...others, 'stores/holder.yaml': storeFile('holder', 'hosts: ["shop\\x2eexample.org"]') };
    const planned = await planOf(escaped, { ...escaped, 'stores/a.yaml': storeFile('a', 'hosts: [shop.example.org]') });
    assert.deepEqual(messages(planned), ['stores/a.yaml:7:11 host-clash']);
  });

  it('finds a host that a store gets from its name, both ways round', async () => {
    const own = await planOf(others, { ...others, 'stores/a.yaml': storeFile('a', 'hosts: [s3.shops.example.com]') });
    assert.deepEqual(messages(own), ['stores/a.yaml:7:11 host-clash']);
    const taken = { ...others, 'stores/holder.yaml': storeFile('holder', 'hosts: [a.shops.example.com]') };
    const named = await planOf(taken, { ...taken, 'stores/a.yaml': storeFile('a') });
    assert.deepEqual(messages(named), ['stores/a.yaml:4:9 host-clash']);
  });

  it('finds a second file for a name', async () => {
    const planned = await planOf(others, { ...others, 'stores/eu/s3.yaml': storeFile('s3') });
    assert.deepEqual(messages(planned), ['stores/eu/s3.yaml:4:9 name-clash']);
  });

  it('lets a host move from one store to another in one change', async () => {
    const moved = {
      ...others,
      'stores/holder.yaml': storeFile('holder'),
      'stores/a.yaml': storeFile('a', 'hosts: [shop.example.org]'),
    };
    const { report } = await planOf(others, moved);
    assert.deepEqual(report.violations, []);
  });

  it('does not give away the host of a store whose own change is held', async () => {
    const planned = await planOf(others, {
      ...others,
      'stores/holder.yaml': storeFile('holder', 'plan: tiny'),
      'stores/a.yaml': storeFile('a', 'hosts: [shop.example.org]'),
    });
    assert.deepEqual(messages(planned).sort(), ['stores/a.yaml:7:11 host-clash', 'stores/holder.yaml:7:9 not-allowed']);
  });

  it('holds what is over the limits of the fleet and of an owner', async () => {
    const owned = plainStores(4, 'owner: team-x');
    const next = { ...owned, 'stores/a.yaml': storeFile('a', 'owner: team-x') };
    const owner = await planOf(owned, next, { limits: { storesPerOwner: 4 } });
    assert.deepEqual(messages(owner), ['stores/a.yaml:7:10 too-many-stores']);
    const fleet = await planOf(owned, next, { limits: { stores: 4 } });
    assert.deepEqual(messages(fleet), ['stores/a.yaml:4:9 too-many-stores']);
  });
});

describe('the plan and the guards', () => {
  const files = plainStores(40);
  const without = (count: number): Record<string, string> => Object.fromEntries(Object.entries(files).slice(count));

  it('says that closings over the limit wait for approval, and what the approval has to name', async () => {
    const { report, store } = await planOf(files, without(5));
    assert.equal(report.guard?.reason, 'ClosuresHeld');
    assert.equal(report.guard.count, 5);
    assert.match(report.guard.message, /Urumi-Approve-Closures: 5/);
    assert.equal(report.conclusion, 'neutral');
    assert.deepEqual(store('s0').notes, ['stays open until its closing is approved']);
    assert.equal((await planOf(files, without(4))).report.guard, undefined);
  });

  it('takes the approval of the head commit, if the count is right', async () => {
    const { report } = await planOf(files, without(5), { approved: 5 });
    assert.deepEqual([report.guard, report.approval], [undefined, { guard: 'ClosuresHeld', closures: 5 }]);
    assert.equal((await planOf(files, without(5), { approved: 4 })).report.guard?.reason, 'ClosuresHeld');
  });

  it('does not count protected stores among the closings', async () => {
    const guarded = plainStores(40, 'deletion: {protected: true}');
    const { report } = await planOf(guarded, Object.fromEntries(Object.entries(guarded).slice(5)));
    assert.deepEqual([report.guard, report.counts.protected], [undefined, 5]);
  });

  it('keeps the hosts of stores that stay open for want of approval', async () => {
    const taken = { ...files, 'stores/s0.yaml': storeFile('s0', 'hosts: [shop.example.org]') };
    const planned = await planOf(taken, {
      ...without(5),
      'stores/a.yaml': storeFile('a', 'hosts: [shop.example.org]'),
    });
    assert.deepEqual(messages(planned), ['stores/a.yaml:7:11 host-clash']);
  });

  it('fails where nobody can approve: a tree without the folder of the stores', async () => {
    const { report } = await planOf(files, {}, { headTree: { state: 'missing', path: 'stores' } });
    assert.equal(report.guard?.reason, 'PathMissing');
    assert.equal(report.conclusion, 'failure');
    assert.deepEqual(report.stores, []);
  });
});

describe('the plan when the cluster is known', () => {
  it('reopens a closed store whose data is kept', async () => {
    const { store, report } = await planOf({}, { 'stores/a.yaml': storeFile('a') }, { live: { a: { closure } } });
    const { change, objects, notes, capacity } = store('a');
    assert.equal(change, 'reopened');
    assert.ok(objects.created.includes('Deployment.apps/store-a/web'));
    assert.ok(!objects.created.includes('PersistentVolumeClaim/store-a/db-data'));
    assert.deepEqual(notes, [
      'finds the data that it was closed with, which would otherwise go at 2026-11-27T00:00:00Z',
    ]);
    assert.equal(capacity.storage, 0);
    assert.equal(report.live, true);
  });

  it('opens a store anew whose purge has begun', async () => {
    const { store } = await planOf(
      {},
      { 'stores/a.yaml': storeFile('a') },
      { live: { a: { closure, purging: true } } },
    );
    assert.equal(store('a').change, 'opened');
  });

  it('does not let a reopened store shrink the volumes that it was closed with', async () => {
    const live = { a: { closure, storage: { files: '50Gi' } } };
    const planned = await planOf({}, { 'stores/a.yaml': storeFile('a') }, { live });
    assert.equal(planned.store('a').change, 'held');
    assert.deepEqual(
      planned.report.violations.map(({ code }) => code),
      ['storage-shrinks'],
    );
  });

  it('takes what runs for what is changed, not what the base says', async () => {
    const { store } = await planOf(
      { 'stores/a.yaml': 'broken' },
      { 'stores/a.yaml': storeFile('a', 'plan: medium') },
      { live: { a: {} } },
    );
    assert.equal(store('a').change, 'changed');
    assert.deepEqual(store('a').fields, [{ path: 'spec.plan', before: '"small"', after: '"medium"' }]);
  });

  it('says of a store that a person has taken over that nothing happens there meanwhile', async () => {
    const takenOver = 'a person has taken over (INC-42): nothing is changed until the annotation goes';
    const live = { s0: { takenOver }, s1: { takenOver }, s2: {} };
    const after = {
      'stores/s0.yaml': storeFile('s0', 'plan: large'),
      'stores/s2.yaml': storeFile('s2', 'plan: large'),
    };
    const { store } = await planOf(plainStores(3), after, { live });
    for (const name of ['s0', 's1']) assert.ok(store(name).notes.includes(takenOver), name);
    assert.deepEqual(store('s2').notes, []);
  });

  it('says nothing of a file that goes when its store is closed already', async () => {
    const { report } = await planOf(
      { 'stores/a.yaml': storeFile('a') },
      {},
      { live: { a: { closure }, b: {}, c: {} } },
    );
    assert.deepEqual(report.stores, []);
  });

  it('finds names and hosts of other fleets', async () => {
    const foreign = {
      foreignNames: new Map([['a', 'fleet eu has a store of this name']]),
      foreignHosts: new Map([['b.shops.example.com', 'store x of fleet eu']]),
    };
    const after = { 'stores/a.yaml': storeFile('a'), 'stores/b.yaml': storeFile('b') };
    const planned = await planOf({}, after, { live: {}, foreign });
    assert.deepEqual(messages(planned), ['stores/a.yaml:4:9 name-clash', 'stores/b.yaml:4:9 host-clash']);
  });

  it('knows the hosts of stores that do not change without reading their files', async () => {
    const others = plainStores(50);
    const after = { ...others, 'stores/a.yaml': storeFile('a', 'hosts: [shop.example.org]') };
    const planned = await planOf(others, after, { live: { s7: { hosts: ['shop.example.org'] } } });
    assert.deepEqual(messages(planned), ['stores/a.yaml:7:11 host-clash']);
    assert.equal(planned.read, 1);
  });
});

describe('the cost of a plan', () => {
  it('is that of the files that change: one of a thousand is read twice and synthesised twice', async () => {
    const files = plainStores(1000);
    const { read, synthesised } = await planOf(files, { ...files, 'stores/s5.yaml': storeFile('s5', 'plan: medium') });
    assert.deepEqual([read, synthesised], [2, 2]);
  }).timeout(10_000);

  it('is a search of the others, and no more synthesis, where a new store might clash with their hosts', async () => {
    const files = plainStores(300);
    const { read, synthesised } = await planOf(files, { ...files, 'stores/a.yaml': storeFile('a') });
    assert.deepEqual([read, synthesised], [1 + 300, 1]);
  });
});
