import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BareRepository, type FileChange } from '../testing/bare-repository.ts';
import { gitCli } from '../testing/git-cli.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { ObjectStore } from './objects/object-store.ts';
import { TreeLister } from './tree-lister.ts';
import type { TreeListing } from './tree-listing.ts';

describe('the tree lister', function () {
  this.timeout(20_000);
  let root: string;
  let repository: BareRepository;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'urumi-tree-'));
    repository = new BareRepository(join(root, 'shop.git'));
    await repository.create();
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  const treeOf = async (changes: Record<string, FileChange>) =>
    (await repository.git('rev-parse', `${await repository.commit(changes)}^{tree}`)).trim();

  async function list(
    tree: string,
    { path = '', limits = {} }: { path?: string; limits?: Partial<Limits> } = {},
  ): Promise<TreeListing> {
    const all = { ...defaultLimits, ...limits };
    return await new TreeLister(all).list(await ObjectStore.open(repository.path, all), tree, path);
  }

  // What reads which trees shows in the store that it reads them from.
  async function counting(): Promise<{ store: ObjectStore; read: Set<string> }> {
    const store = await ObjectStore.open(repository.path, defaultLimits);
    const read = new Set<string>();
    const readMany = store.readMany.bind(store);
    store.readMany = (ids, maxBytes) => {
      const wanted = [...ids];
      for (const id of wanted) read.add(id);
      return readMany(wanted, maxBytes);
    };
    return { store, read };
  }

  it('reads only the folders above a changed file', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 600 }, (_, number) => [`stores/${(number % 60).toString(16)}/${number}.yaml`, `${number}`]),
    );
    const before = await treeOf(files);
    const lister = new TreeLister(defaultLimits);
    const first = await counting();
    const listing = await lister.list(first.store, before, 'stores');
    assert.equal(listing.files.size, 600);
    assert.equal(first.read.size, 62);

    const after = await treeOf({ 'stores/7/7.yaml': 'changed' });
    const second = await counting();
    const changed = await lister.list(second.store, after, 'stores');
    assert.equal(second.read.size, 3);
    assert.deepEqual(
      [...changed.files].filter(([path, id]) => listing.files.get(path) !== id).map(([path]) => path),
      ['stores/7/7.yaml'],
    );
  });

  it('gives the same Map for the same tree, also when another folder has changed', async () => {
    const before = await treeOf({ 'stores/a.yaml': 'a', 'docs/x': 'x' });
    const after = await treeOf({ 'docs/x': 'y' });
    const lister = new TreeLister(defaultLimits);
    const store = await ObjectStore.open(repository.path, defaultLimits);
    const listing = await lister.list(store, before, 'stores');
    assert.equal(await lister.list(store, after, 'stores'), listing);
    assert.equal((await lister.list(store, after, 'stores')).files, listing.files);
  });

  it('notes links and submodules, and follows neither', async () => {
    const tree = await treeOf({
      'stores/a.yaml': 'a',
      'stores/link.yaml': { link: '/etc/passwd' },
      'stores/dir': { link: '..' },
      'stores/lib': { submodule: '1'.repeat(40) },
    });
    const { files, ignored } = await list(tree, { path: 'stores' });
    assert.deepEqual([...files.keys()], ['stores/a.yaml']);
    assert.deepEqual(ignored, [
      { path: 'stores/dir', reason: 'a symbolic link' },
      { path: 'stores/lib', reason: 'a submodule' },
      { path: 'stores/link.yaml', reason: 'a symbolic link' },
    ]);
    await assert.rejects(list(tree, { path: 'stores/dir' }), { code: 'PathMissing', message: /dir is no folder/ });
    await assert.rejects(list(tree, { path: 'stores/lib' }), { code: 'PathMissing' });
  });

  it('notes names that lead elsewhere', async () => {
    const blob = (await gitCli(['hash-object', '-w', '--stdin'], { cwd: repository.path, input: 'x' })).trim();
    const bytes = Buffer.concat(
      ['.', '..', '.GIT', 'a/b', 'fine'].map((name) =>
        Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(blob, 'hex')]),
      ),
    );
    const tree = (
      await gitCli(['hash-object', '-w', '-t', 'tree', '--literally', '--stdin'], {
        cwd: repository.path,
        input: bytes,
      })
    ).trim();
    const { files, ignored } = await list(tree);
    assert.deepEqual([...files.keys()], ['fine']);
    assert.equal(ignored.length, 4);
  });

  it('misses a folder that is a file', async () => {
    await assert.rejects(list(await treeOf({ stores: 'not a folder' }), { path: 'stores' }), { code: 'PathMissing' });
  });

  it('refuses too many files', async () => {
    const tree = await treeOf(
      Object.fromEntries(Array.from({ length: 30 }, (_, number) => [`stores/${number % 3}/${number}`, `${number}`])),
    );
    await assert.rejects(list(tree, { limits: { files: 20 } }), {
      code: 'TooLarge',
      message: /more than 20 files and folders/,
    });
  });

  it('refuses a tree that names itself so often that it would never end', async () => {
    let level = (await gitCli(['mktree'], { cwd: repository.path })).trim();
    for (let depth = 0; depth < 12; depth += 1) {
      const lines = Array.from({ length: 16 }, (_, number) => `040000 tree ${level}\tfolder-${number}\n`);
      level = (await gitCli(['mktree'], { cwd: repository.path, input: lines.join('') })).trim();
    }
    await assert.rejects(list(level), { code: 'TooLarge' });
  });

  it('refuses folders that are too deep', async () => {
    const tree = await treeOf({ [`${'d/'.repeat(40)}x`]: 'x' });
    await assert.rejects(list(tree), { code: 'TooLarge', message: /more than 32 deep/ });
  });

  it('notes paths that are too long', async () => {
    const { files, ignored } = await list(await treeOf({ ['n'.repeat(200)]: 'x', a: 'a' }), {
      limits: { pathLength: 100 },
    });
    assert.deepEqual([...files.keys()], ['a']);
    assert.deepEqual(ignored, [{ path: 'n'.repeat(100), reason: 'a path of more than 100 characters' }]);
  });

  it('says which tree is missing', async () => {
    await treeOf({ a: 'a' });
    await assert.rejects(list('1'.repeat(40)), { code: 'Corrupt', message: /tree 1{40}: it is missing/ });
  });
});
