import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { chmod, cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as git from 'isomorphic-git';
import { BareRepository } from '../../testing/bare-repository.ts';
import { gitCli } from '../../testing/git-cli.ts';
import { defaultLimits } from '../limits.ts';
import { ObjectStore } from './object-store.ts';

// Long texts that change a little from commit to commit, so that Git stores them as chains of deltas.
async function fill(repository: BareRepository): Promise<void> {
  const lines = Array.from({ length: 400 }, (_, number) => `line ${number}: ${(number * 2654435761) % 1_000_003}\n`);
  for (let round = 0; round < 12; round += 1) {
    lines[round * 7] = `round ${round} wrote this line\n`;
    await repository.commit({
      'long.txt': lines.join(''),
      [`stores/shop-${round}.yaml`]: `name: shop-${round}\n`,
      empty: '',
      'binary.bin': Buffer.from([0, 255, round, 10, 13]),
    });
  }
}

async function blobs(repository: BareRepository): Promise<string[]> {
  const all = await repository.git('cat-file', '--batch-all-objects', '--batch-check=%(objecttype) %(objectname)');
  return all
    .split('\n')
    .filter((line) => line.startsWith('blob '))
    .map((line) => line.slice(5));
}

async function deltas(repository: BareRepository): Promise<number> {
  const bases = await repository.git('cat-file', '--batch-all-objects', '--batch-check=%(deltabase)');
  return bases.split('\n').filter((line) => /[1-9a-f]/.test(line)).length;
}

async function packs(repository: BareRepository): Promise<string[]> {
  const folder = join(repository.path, 'objects/pack');
  return (await readdir(folder)).filter((name) => name.endsWith('.pack')).map((name) => join(folder, name));
}

async function assertSameAsIsomorphicGit(repository: BareRepository): Promise<void> {
  const ids = await blobs(repository);
  const store = await ObjectStore.open(repository.path, defaultLimits);
  const objects = await store.readMany(ids, 1024 * 1024);
  const cache = {};
  assert.equal(objects.size, ids.length);
  for (const oid of ids) {
    const { blob } = await git.readBlob({ fs, gitdir: repository.path, oid, cache });
    const object = objects.get(oid);
    assert.ok(object && 'data' in object && object.type === 'blob');
    assert.ok(Buffer.from(blob).equals(object.data), oid);
  }
}

describe('the object store', function () {
  this.timeout(30_000);
  let root: string;
  let repository: BareRepository;

  let template: string;

  before(async () => {
    template = await mkdtemp(join(tmpdir(), 'urumi-objects-'));
    const filled = new BareRepository(join(template, 'shop.git'));
    await filled.create();
    await fill(filled);
  });

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'urumi-objects-'));
    await cp(template, root, { recursive: true });
    repository = new BareRepository(join(root, 'shop.git'));
  });

  afterEach(() => rm(root, { recursive: true, force: true }));
  after(() => rm(template, { recursive: true, force: true }));

  it('reads many packs as isomorphic-git does', async () => {
    assert.ok((await packs(repository)).length >= 12);
    await assertSameAsIsomorphicGit(repository);
  });

  it('reads chains of deltas that name their base by offset', async () => {
    await repository.git('repack', '-adfq', '--depth=50', '--window=50');
    assert.ok((await deltas(repository)) >= 10);
    await assertSameAsIsomorphicGit(repository);
  });

  it('reads chains of deltas that name their base by id', async () => {
    await repository.git('-c', 'repack.useDeltaBaseOffset=false', 'repack', '-adfq', '--depth=50', '--window=50');
    assert.ok((await deltas(repository)) >= 10);
    await assertSameAsIsomorphicGit(repository);
  });

  it('reads objects that are not compressed', async () => {
    await repository.git('-c', 'pack.compression=0', 'repack', '-adfFq');
    await assertSameAsIsomorphicGit(repository);
  });

  it('reads loose objects', async () => {
    const kept = await packs(repository);
    for (const path of kept) {
      const bytes = await readFile(path);
      await rm(path);
      await rm(path.replace(/pack$/, 'idx'));
      await gitCli(['unpack-objects', '-q'], { cwd: repository.path, input: bytes });
    }
    assert.equal((await packs(repository)).length, 0);
    await assertSameAsIsomorphicGit(repository);
  });

  it('reads an index whose offsets have 64 bits', async () => {
    await repository.git('repack', '-adfq');
    const [pack = ''] = await packs(repository);
    const index = pack.replace(/pack$/, 'idx');
    await chmod(index, 0o600);
    await rm(index);
    await repository.git('index-pack', '--index-version=2,0x40', pack);
    const ids = await blobs(repository);
    const objects = await (await ObjectStore.open(repository.path, defaultLimits)).readMany(ids, 1024 * 1024);
    assert.equal(objects.size, ids.length);
    const bytes = await readFile(index);
    assert.ok(bytes.length > 8 + 1024 + bytes.readUInt32BE(8 + 255 * 4) * 28 + 40, 'the second table is there');
  });

  it('takes in packs that were added later', async () => {
    const store = await ObjectStore.open(repository.path, defaultLimits);
    const head = await repository.commit({ 'stores/late.yaml': 'name: late\n' });
    assert.equal(await store.read(head, 'commit'), undefined);
    await store.refresh();
    assert.ok(await store.read(head, 'commit'));
  });

  it('answers the size in place of a blob that is too large, whether stored whole or as a delta', async () => {
    await repository.git('repack', '-adfq', '--depth=50', '--window=50');
    const store = await ObjectStore.open(repository.path, defaultLimits);
    const sizes = new Map<string, number>();
    for (const line of (
      await repository.git('cat-file', '--batch-all-objects', '--batch-check=%(objecttype) %(objectname) %(objectsize)')
    )
      .trim()
      .split('\n')) {
      const [type, id = '', size] = line.split(' ');
      if (type === 'blob') sizes.set(id, Number(size));
    }
    const objects = await store.readMany(sizes.keys(), 1000);
    for (const [id, size] of sizes) {
      const object = objects.get(id);
      assert.ok(object);
      assert.deepEqual('tooLarge' in object ? object.tooLarge : object.data.length, size);
      assert.equal('tooLarge' in object, size > 1000);
    }
  });

  it('refuses an object whose base is over the limit', async () => {
    await repository.git('repack', '-adfq', '--depth=50', '--window=50');
    const store = await ObjectStore.open(repository.path, { ...defaultLimits, objectBytes: 2000 });
    await assert.rejects(store.readMany(await blobs(repository), 1024 * 1024), { code: 'TooLarge' });
  });

  it('refuses a batch that is over the limit', async () => {
    const store = await ObjectStore.open(repository.path, { ...defaultLimits, batchBytes: 20_000 });
    await assert.rejects(store.readMany(await blobs(repository), 1024 * 1024), {
      code: 'TooLarge',
      message: /Read fewer at a time/,
    });
  });

  it('leaves out what it does not hold', async () => {
    const store = await ObjectStore.open(repository.path, defaultLimits);
    assert.equal((await store.readMany(['0123456789012345678901234567890123456789'], 100)).size, 0);
  });

  it('refuses what is not an object id', async () => {
    const store = await ObjectStore.open(repository.path, defaultLimits);
    for (const id of [
      '',
      'main',
      '../../../../etc/passwd',
      'zz23456789012345678901234567890123456789',
      `${'0'.repeat(40)}\n`,
    ]) {
      await assert.rejects(store.readMany([id], 100), { code: 'RevisionMissing' });
    }
  });

  it('knows the empty tree, which Git does not store', async () => {
    const store = await ObjectStore.open(repository.path, defaultLimits);
    assert.equal((await store.read('4b825dc642cb6eb9a060e54bf8d69288fbee4904', 'tree'))?.length, 0);
  });

  describe('finds damage', () => {
    let pack: string;

    beforeEach(async () => {
      await repository.git('repack', '-adfq');
      [pack = ''] = await packs(repository);
      await chmod(pack, 0o600);
      await chmod(pack.replace(/pack$/, 'idx'), 0o600);
    });

    const refused = (message: RegExp) =>
      assert.rejects(ObjectStore.open(repository.path, defaultLimits), { code: 'Corrupt', message });

    it('in a pack that was cut off', async () => {
      await truncate(pack, 1000);
      await refused(/checksum does not fit/);
    });

    it('in an empty pack', async () => {
      await truncate(pack, 0);
      await refused(/too short/);
    });

    it('in a pack with one changed bit', async () => {
      const bytes = await readFile(pack);
      bytes[500] = (bytes[500] ?? 0) ^ 1;
      await writeFile(pack, bytes);
      await refused(/checksum does not fit/);
    });

    it('in a pack that is gone', async () => {
      await rm(pack);
      await refused(/missing/);
    });

    it('in an index that was cut off', async () => {
      await truncate(pack.replace(/pack$/, 'idx'), 1500);
      await refused(/checksum does not fit/);
    });

    it('in an empty index', async () => {
      await truncate(pack.replace(/pack$/, 'idx'), 0);
      await refused(/not a pack index/);
    });

    it('in a pack that is lost between two reads', async () => {
      const store = await ObjectStore.open(repository.path, defaultLimits);
      const ids = await blobs(repository);
      await rm(pack);
      await assert.rejects(store.readMany(ids, 1024 * 1024), { code: 'Corrupt' });
    });

    it('in a loose object', async () => {
      const store = await ObjectStore.open(repository.path, defaultLimits);
      const id = (await gitCli(['hash-object', '-w', '--stdin'], { cwd: repository.path, input: 'hello' })).trim();
      const path = join(repository.path, 'objects', id.slice(0, 2), id.slice(2));
      assert.equal((await store.read(id, 'blob'))?.toString(), 'hello');
      await chmod(path, 0o600);
      await truncate(path, 10);
      await assert.rejects(store.read(id, 'blob'), { code: 'Corrupt' });
    });
  });
});
