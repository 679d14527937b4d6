import assert from 'node:assert/strict';
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BareRepository } from '../testing/bare-repository.ts';
import { gitCli } from '../testing/git-cli.ts';
import { LocalClone } from './local-clone.ts';
import { RepositoryError } from './repository-error.ts';

describe('LocalClone', () => {
  let folder: string;
  let clone: string;
  let first: string;
  let second: string;
  let side: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'urumi-clone-'));
    clone = join(folder, 'clone');
    const origin = new BareRepository(join(folder, 'origin.git'));
    await origin.create();
    first = await origin.commit({ 'stores/a.yaml': 'a1', 'README.md': 'read me' });
    second = await origin.commit({ 'stores/a.yaml': 'a2' });
    side = await origin.commit({ 'stores/b.yaml': 'b' }, { branch: 'side', parent: first });
    await origin.git('tag', '-a', 'v1', '-m', 'first', first);
    await gitCli(['clone', '--quiet', origin.path, clone], { cwd: folder });
    await gitCli(['worktree', 'add', '--quiet', '--detach', '../tree', 'origin/side'], { cwd: clone });
  });
  after(() => rm(folder, { recursive: true }));

  const missing = (error: unknown) => error instanceof RepositoryError && error.code === 'RevisionMissing';

  it('finds commits by HEAD, branch, remote branch, annotated tag, id and the beginning of an id', async () => {
    const opened = await LocalClone.open(clone);
    assert.equal(await opened.resolve('HEAD'), second);
    assert.equal(await opened.resolve('main'), second);
    assert.equal(await opened.resolve('origin/side'), side);
    assert.equal(await opened.resolve('v1'), first);
    assert.equal(await opened.resolve(side), side);
    assert.equal(await opened.resolve(second.slice(0, 10)), second);
  });

  it('goes back in history', async () => {
    const opened = await LocalClone.open(clone);
    assert.equal(await opened.resolve('HEAD~1'), first);
    assert.equal(await opened.resolve('HEAD^'), first);
    await assert.rejects(opened.resolve('HEAD~2'), missing);
  });

  it('refuses names that are no revision, whatever they would lead to', async () => {
    const opened = await LocalClone.open(clone);
    for (const name of ['nowhere', '--upload-pack=x', '../../etc/passwd', 'heads/../../HEAD', '', 'f'.repeat(40)])
      await assert.rejects(opened.resolve(name), missing, name);
  });

  it('finds where two branches part', async () => {
    const opened = await LocalClone.open(clone);
    assert.equal(await opened.mergeBase(second, side), first);
  });

  it('lists a folder of a revision and reads its blobs', async () => {
    const opened = await LocalClone.open(join(clone, 'stores'));
    const { files } = await opened.listTree(first, 'stores');
    assert.deepEqual([...files.keys()], ['stores/a.yaml']);
    const blobs = await opened.readBlobs(files.values(), { maxBytes: 100 });
    assert.deepEqual([...blobs.values()].map(String), ['a1']);
  });

  it("takes a work tree's own HEAD", async () => {
    const opened = await LocalClone.open(join(folder, 'tree'));
    assert.equal(await opened.resolve('HEAD'), side);
    assert.equal((await opened.listTree(side, 'stores')).files.size, 2);
  });

  it('reads a bare repository', async () => {
    const opened = await LocalClone.open(join(folder, 'origin.git'));
    assert.equal(await opened.resolve('HEAD'), second);
  });

  it('says that a folder is in no clone', async () => {
    const elsewhere = join(folder, 'elsewhere');
    await mkdir(elsewhere);
    await assert.rejects(
      LocalClone.open(elsewhere),
      (error) =>
        error instanceof RepositoryError && error.code === 'NotFound' && /Name a folder of a clone/.test(error.message),
    );
  });
});
