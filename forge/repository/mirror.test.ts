import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { mirrorBed, type MirrorBed } from '../testing/mirror-bed.ts';

const { signal } = new AbortController();
const text = (bytes: unknown) => (bytes instanceof Uint8Array ? Buffer.from(bytes).toString('utf8') : bytes);

describe('a repository mirror', function () {
  this.timeout(20_000);
  let bed: MirrorBed;

  beforeEach(async () => {
    bed = await mirrorBed();
  });

  afterEach(() => bed.stop());

  it('reads the files of a folder as they are at the head of the branch', async () => {
    const head = await bed.repository.commit({
      'stores/a.yaml': 'name: a\n',
      'stores/eu/b.yaml': 'name: b\n',
      'README.md': 'hello',
    });
    const mirror = bed.mirror();
    assert.deepEqual(await mirror.fetch(signal), { head, previous: undefined, changed: true, rewritten: false });
    const files = await mirror.listFiles(head, 'stores');
    assert.deepEqual([...files.keys()], ['stores/a.yaml', 'stores/eu/b.yaml']);
    const blobs = await mirror.readBlobs(files.values());
    assert.deepEqual(
      [...files.values()].map((id) => text(blobs.get(id))),
      ['name: a\n', 'name: b\n'],
    );
  });

  it('asks one small question when nothing has changed', async () => {
    const head = await bed.repository.commit({ 'stores/a.yaml': 'a' });
    const mirror = bed.mirror();
    await mirror.fetch(signal);
    await mirror.fetch(signal);
    bed.server.requests.length = 0;
    assert.deepEqual(await mirror.fetch(signal), { head, previous: head, changed: false, rewritten: false });
    assert.deepEqual(
      bed.server.requests.map(({ method, url }) => `${method} ${url}`),
      ['POST /shop.git/git-upload-pack'],
    );
  });

  it('follows commits, and receives each of them once', async () => {
    const first = await bed.repository.commit({
      'stores/a.yaml': 'a',
      'large.bin': randomBytes(300_000),
    });
    const mirror = bed.mirror();
    await mirror.fetch(signal);
    let previous = first;
    for (const content of ['b', 'c', 'd']) {
      const head = await bed.repository.commit({ 'stores/a.yaml': content });
      assert.deepEqual(await mirror.fetch(signal), { head, previous, changed: true, rewritten: false });
      const [id = ''] = (await mirror.listFiles(head, 'stores')).values();
      assert.equal(text((await mirror.readBlobs([id])).get(id)), content);
      previous = head;
    }
    const [generation = ''] = await bed.generations();
    const names = await readdir(join(generation, 'objects/pack'));
    const sizes = await Promise.all(
      names.map(async (name) => (await stat(join(generation, 'objects/pack', name))).size),
    );
    assert.equal(names.length, 8);
    assert.ok(sizes.reduce((sum, size) => sum + size, 0) < 310_000, String(sizes));
    assert.equal(await mirror.isAncestor(first, previous), true);
    assert.equal(await mirror.isAncestor(previous, first), false);
    assert.deepEqual((await mirror.readCommit(previous)).parents.length, 1);
  });

  it('takes several commits at once, merges included', async () => {
    await bed.repository.commit({ 'stores/a.yaml': 'a' });
    const mirror = bed.mirror();
    const { head: before } = await mirror.fetch(signal);
    const side = await bed.repository.commit({ 'stores/b.yaml': 'b' }, { branch: 'side', parent: before });
    await bed.repository.commit({ 'stores/c.yaml': 'c' });
    const tree = (await bed.repository.git('merge-tree', '--write-tree', 'main', 'side')).trim();
    const merge = (await bed.repository.git('commit-tree', tree, '-p', 'main', '-p', side, '-m', 'Merge')).trim();
    await bed.repository.git('update-ref', 'refs/heads/main', merge);
    const { head, rewritten } = await mirror.fetch(signal);
    assert.deepEqual([head, rewritten], [merge, false]);
    assert.equal((await mirror.listFiles(head, 'stores')).size, 3);
    assert.equal((await mirror.readCommit(head)).parents.length, 2);
    assert.equal(await mirror.isAncestor(side, head), true);
  });

  it('reads who committed what, when', async () => {
    const head = await bed.repository.commit(
      { 'a.yaml': 'a' },
      { message: 'Open a shop\n\nUrumi-Approve-Closures: 2\n', author: 'Ada <ada@example.com>', time: 1_770_000_000 },
    );
    const mirror = bed.mirror();
    await mirror.fetch(signal);
    const commit = await mirror.readCommit(head);
    assert.deepEqual(
      { ...commit, tree: '' },
      {
        message: 'Open a shop\n\nUrumi-Approve-Closures: 2\n',
        author: { name: 'Ada', email: 'ada@example.com' },
        time: 1_770_000_000_000,
        parents: [],
        tree: '',
      },
    );
  });

  describe('after history was changed', () => {
    let first: string;
    let second: string;

    beforeEach(async () => {
      first = await bed.repository.commit({ 'stores/a.yaml': 'a' });
      second = await bed.repository.commit({ 'stores/b.yaml': 'b' });
    });

    it('follows a force-push to other commits, and says so', async () => {
      const mirror = bed.mirror();
      await mirror.fetch(signal);
      const head = await bed.repository.commit({ 'stores/c.yaml': 'c' }, { parent: first });
      assert.deepEqual(await mirror.fetch(signal), { head, previous: second, changed: true, rewritten: true });
      assert.deepEqual([...(await mirror.listFiles(head, 'stores')).keys()], ['stores/a.yaml', 'stores/c.yaml']);
    });

    it('follows a force-push back to an earlier commit', async () => {
      const mirror = bed.mirror();
      await mirror.fetch(signal);
      await bed.repository.git('update-ref', 'refs/heads/main', first);
      assert.deepEqual(await mirror.fetch(signal), { head: first, previous: second, changed: true, rewritten: true });
      assert.deepEqual([...(await mirror.listFiles(first, 'stores')).keys()], ['stores/a.yaml']);
    });

    it('follows a force-push back and on again', async () => {
      const mirror = bed.mirror();
      await mirror.fetch(signal);
      await bed.repository.git('update-ref', 'refs/heads/main', first);
      await mirror.fetch(signal);
      await bed.repository.git('update-ref', 'refs/heads/main', second);
      assert.deepEqual(await mirror.fetch(signal), { head: second, previous: first, changed: true, rewritten: false });
    });

    it('follows a force-push to an unrelated history', async () => {
      const mirror = bed.mirror();
      await mirror.fetch(signal);
      const head = await bed.repository.commit({ 'other/z.yaml': 'z' }, { parent: null });
      assert.deepEqual(await mirror.fetch(signal), { head, previous: second, changed: true, rewritten: true });
      assert.deepEqual([...(await mirror.listFiles(head, '')).keys()], ['other/z.yaml']);
    });

    it('keeps what it has while the branch is gone, and follows it when it is back', async () => {
      const mirror = bed.mirror();
      await mirror.fetch(signal);
      await bed.repository.git('branch', 'kept', 'main');
      await bed.repository.git('update-ref', '-d', 'refs/heads/main');
      await assert.rejects(mirror.fetch(signal), { code: 'BranchMissing', message: /there is kept/ });
      assert.equal((await mirror.listFiles(second, 'stores')).size, 2);
      const head = await bed.repository.commit({ 'stores/d.yaml': 'd' }, { parent: null });
      assert.deepEqual(await mirror.fetch(signal), { head, previous: second, changed: true, rewritten: true });
    });

    it('keeps what it has while the repository is gone, and follows the one that is made in its place', async () => {
      const mirror = bed.mirror();
      await mirror.fetch(signal);
      await bed.repository.destroy();
      await assert.rejects(mirror.fetch(signal), { code: 'NotFound' });
      assert.equal((await mirror.listFiles(second, 'stores')).size, 2);
      await bed.repository.create();
      await assert.rejects(mirror.fetch(signal), { code: 'BranchMissing', message: /empty/ });
      const head = await bed.repository.commit({ 'stores/new.yaml': 'new' });
      assert.deepEqual(await mirror.fetch(signal), { head, previous: second, changed: true, rewritten: true });
      assert.equal((await mirror.listFiles(head, 'stores')).size, 1);
    });
  });

  it('says that a repository without a commit is empty, and follows its first one', async () => {
    const mirror = bed.mirror();
    await assert.rejects(mirror.fetch(signal), { code: 'BranchMissing', message: /nothing was pushed yet/ });
    const head = await bed.repository.commit({ 'stores/a.yaml': 'a' });
    assert.equal((await mirror.fetch(signal)).head, head);
  });

  it('says which branches there are when its own is missing', async () => {
    await bed.repository.commit({ a: 'a' }, { branch: 'trunk' });
    await assert.rejects(bed.mirror().fetch(signal), {
      code: 'BranchMissing',
      message: /fetch branch main of http:\S+shop\.git: there is no such branch; there is trunk/,
    });
  });

  it('is not confused by a tag or a longer branch of a like name', async () => {
    const head = await bed.repository.commit({ a: 'a' });
    const other = await bed.repository.commit({ a: 'b' }, { branch: 'main-2' });
    await bed.repository.git('tag', 'main', other);
    const mirror = bed.mirror();
    assert.equal((await mirror.fetch(signal)).head, head);
    const next = await bed.repository.commit({ a: 'c' });
    assert.equal((await mirror.fetch(signal)).head, next);
  });

  it('follows a branch with a slash in its name', async () => {
    const head = await bed.repository.commit({ a: 'a' }, { branch: 'release/1' });
    const mirror = bed.mirror({ branch: 'release/1' });
    assert.equal((await mirror.fetch(signal)).head, head);
    const next = await bed.repository.commit({ a: 'b' }, { branch: 'release/1' });
    assert.deepEqual(await mirror.fetch(signal), { head: next, previous: head, changed: true, rewritten: false });
  });

  it('lists an empty repository root, and misses folders by name', async () => {
    const head = await bed.repository.commit({ 'stores/a.yaml': 'a', file: 'x' });
    const emptied = await bed.repository.commit({ 'stores/a.yaml': null, file: null });
    const mirror = bed.mirror();
    await mirror.fetch(signal);
    assert.equal((await mirror.listFiles(emptied, '.')).size, 0);
    await assert.rejects(mirror.listFiles(emptied, 'stores'), {
      code: 'PathMissing',
      message: /folder stores: there is no stores/,
    });
    await assert.rejects(mirror.listFiles(head, 'stores'), { code: 'RevisionMissing' });
  });

  it('answers the size of a blob that is too large', async () => {
    const head = await bed.repository.commit({ 'stores/a.yaml': 'x'.repeat(2000), 'stores/b.yaml': 'small' });
    const mirror = bed.mirror();
    await mirror.fetch(signal);
    const blobs = await mirror.readBlobs((await mirror.listFiles(head, 'stores')).values(), { maxBytes: 1000 });
    assert.deepEqual([...blobs.values()].map(text), [{ tooLarge: 2000 }, 'small']);
  });

  it('refuses to read a tree as a blob', async () => {
    const head = await bed.repository.commit({ 'stores/a.yaml': 'a' });
    const mirror = bed.mirror();
    await mirror.fetch(signal);
    await assert.rejects(mirror.readBlobs([(await mirror.readCommit(head)).tree]), {
      code: 'Corrupt',
      message: /it is a tree/,
    });
  });

  it('has nothing to read before the first fetch', async () => {
    await assert.rejects(bed.mirror().readCommit('0'.repeat(40)), { code: 'RevisionMissing', message: /Fetch first/ });
  });

  it('goes on where an earlier process stopped, with and without a network', async () => {
    const first = await bed.repository.commit({ 'stores/a.yaml': 'a' });
    await bed.mirror().fetch(signal);
    const second = await bed.repository.commit({ 'stores/b.yaml': 'b' });
    const mirror = bed.mirror();
    assert.equal((await mirror.listFiles(first, 'stores')).size, 1);
    assert.deepEqual(await mirror.fetch(signal), { head: second, previous: first, changed: true, rewritten: false });
  });

  it('clones anew when its folder was of another branch', async () => {
    await bed.repository.commit({ a: 'a' });
    await bed.mirror().fetch(signal);
    const head = await bed.repository.commit({ a: 'b' }, { branch: 'next', parent: null });
    assert.deepEqual(await bed.mirror({ branch: 'next' }).fetch(signal), {
      head,
      previous: undefined,
      changed: true,
      rewritten: false,
    });
    assert.equal((await bed.generations()).length, 1);
  });

  it('lets fetches queue up', async () => {
    const head = await bed.repository.commit({ a: 'a' });
    const mirror = bed.mirror();
    const results = await Promise.all([mirror.fetch(signal), mirror.fetch(signal), mirror.fetch(signal)]);
    assert.deepEqual(
      results.map((result) => [result.head, result.changed]),
      [
        [head, true],
        [head, false],
        [head, false],
      ],
    );
  });

  it('clones anew in a quiet moment when packs have piled up', async () => {
    await bed.repository.commit({ a: 'a' });
    const mirror = bed.mirror({ limits: { packs: 4 } });
    await mirror.fetch(signal);
    const [before] = await bed.generations();
    for (const content of ['b', 'c', 'd', 'e']) {
      await bed.repository.commit({ a: content });
      await mirror.fetch(signal);
    }
    assert.deepEqual(await bed.generations(), [before]);
    const { head, changed } = await mirror.fetch(signal);
    assert.equal(changed, false);
    const after = await bed.generations();
    assert.equal(after.length, 1);
    assert.notEqual(after[0], before);
    assert.equal((await mirror.listFiles(head, '')).size, 1);
    const next = await bed.repository.commit({ a: 'f' });
    assert.deepEqual(await mirror.fetch(signal), { head: next, previous: head, changed: true, rewritten: false });
  });

  it('keeps its folder until nobody reads it any more', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 500 }, (_, number) => [`stores/${number}.yaml`, `name: shop-${number}`]),
    );
    const head = await bed.repository.commit(files);
    const mirror = bed.mirror({ limits: { packs: 1 } });
    await mirror.fetch(signal);
    for (let round = 0; round < 5; round += 1) {
      const reading = mirror.listFiles(head, 'stores').then((listing) => mirror.readBlobs(listing.values()));
      await mirror.fetch(signal);
      assert.equal((await reading).size, 500);
    }
    assert.equal((await bed.generations()).length, 1);
  });

  it('stops when it is closed', async () => {
    await bed.repository.commit({ a: 'a' });
    bed.server.fault = { kind: 'hang' };
    const mirror = bed.mirror();
    const fetching = assert.rejects(mirror.fetch(signal), { code: 'Cancelled' });
    await mirror.close();
    await fetching;
    await assert.rejects(mirror.fetch(signal), { code: 'Cancelled' });
  });
});
