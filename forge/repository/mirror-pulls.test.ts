import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { mirrorBed, type MirrorBed } from '../testing/mirror-bed.ts';
import { pullRef } from './pull-ref.ts';

const never = new AbortController().signal;

describe('pull requests in a mirror', function () {
  this.timeout(20_000);
  let bed: MirrorBed;
  beforeEach(async () => {
    bed = await mirrorBed();
  });
  afterEach(() => bed.stop());

  /** Offers a commit as the head of a pull request, as a forge does. */
  const offer = (number: number, commit: string) => bed.repository.git('update-ref', pullRef(number), commit);
  const downloads = () => bed.server.requests.filter(({ method }) => method === 'POST').length;

  it('brings the head of a pull request beside the branch, which stays where it was', async () => {
    const main = await bed.repository.commit({ 'stores/a.yaml': 'a\n' });
    const mirror = bed.mirror();
    await mirror.fetch(never);
    const head = await bed.repository.commit({ 'stores/b.yaml': 'b\n' }, { branch: 'topic', parent: main });
    await offer(7, head);
    assert.equal(await mirror.fetchPull(7, never), head);
    assert.deepEqual([...(await mirror.listFiles(head, 'stores')).keys()], ['stores/a.yaml', 'stores/b.yaml']);
    assert.equal((await mirror.fetch(never)).head, main);
  });

  it('downloads only what the pull request adds, and nothing when it is there already', async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`stores/s${at}.yaml`, `${at}\n`]));
    const main = await bed.repository.commit(files);
    const mirror = bed.mirror();
    await mirror.fetch(never);
    const head = await bed.repository.commit({ 'stores/s1.yaml': 'x\n' }, { branch: 'topic', parent: main });
    await offer(7, head);
    await mirror.fetchPull(7, never);
    const [folder = ''] = await bed.generations();
    const count = await countOfSmallestPack(folder);
    assert.ok(count <= 4, `one changed file costs ${count} objects`);
    const before = downloads();
    await mirror.fetchPull(7, never);
    assert.ok(downloads() - before <= 1, 'one question, no download');
  });

  it('follows a head that was force-pushed', async () => {
    const main = await bed.repository.commit({ 'stores/a.yaml': 'a\n' });
    const mirror = bed.mirror();
    await mirror.fetch(never);
    for (const text of ['one\n', 'two\n']) {
      const head = await bed.repository.commit({ 'stores/b.yaml': text }, { branch: 'topic', parent: main });
      await offer(7, head);
      assert.equal(await mirror.fetchPull(7, never), head);
    }
  });

  it('knows where a pull request parted from the branch, also when that was before the clone', async () => {
    const first = await bed.repository.commit({ 'stores/a.yaml': '1\n' }, { time: 1_000 });
    const second = await bed.repository.commit({ 'stores/a.yaml': '2\n' }, { time: 2_000 });
    await bed.repository.commit({ 'stores/a.yaml': '3\n' }, { time: 3_000 });
    const mirror = bed.mirror();
    await mirror.fetch(never);
    const newer = await bed.repository.commit({ 'stores/a.yaml': '4\n' }, { time: 4_000 });
    await mirror.fetch(never);
    for (const [number, parent] of [
      [1, second],
      [2, newer],
      [3, first],
    ] as const) {
      const branch = `topic-${number}`;
      await offer(number, await bed.repository.commit({ 'stores/b.yaml': 'b\n' }, { branch, parent, time: 9_000 }));
      const head = await mirror.fetchPull(number, never);
      assert.equal(await mirror.mergeBase(newer, head), parent);
    }
  });

  it('finds the newest common commit of a pull request that has taken in the branch', async () => {
    const first = await bed.repository.commit({ 'stores/a.yaml': '1\n' }, { time: 1_000 });
    const mirror = bed.mirror();
    await mirror.fetch(never);
    const topic = await bed.repository.commit(
      { 'stores/b.yaml': 'b\n' },
      { branch: 'topic', parent: first, time: 2_000 },
    );
    const second = await bed.repository.commit({ 'stores/a.yaml': '2\n' }, { time: 3_000 });
    const tree = (await bed.repository.git('rev-parse', `${topic}^{tree}`)).trim();
    const person = ['-c', 'user.name=Tess', '-c', 'user.email=tess@example.com'];
    const merge = (
      await bed.repository.git(...person, 'commit-tree', tree, '-p', topic, '-p', second, '-m', 'Take in main')
    ).trim();
    await offer(7, merge);
    const newest = await bed.repository.commit({ 'stores/a.yaml': '3\n' }, { time: 4_000 });
    await mirror.fetch(never);
    assert.equal(await mirror.mergeBase(newest, await mirror.fetchPull(7, never)), second);
  });

  it('finds none for a history of its own', async () => {
    const main = await bed.repository.commit({ 'stores/a.yaml': 'a\n' });
    const mirror = bed.mirror();
    await mirror.fetch(never);
    await offer(7, await bed.repository.commit({ 'stores/b.yaml': 'b\n' }, { branch: 'topic', parent: null }));
    assert.equal(await mirror.mergeBase(main, await mirror.fetchPull(7, never)), undefined);
  });

  it('says which pull request does not exist, and asks for no other ref', async () => {
    await bed.repository.commit({ 'stores/a.yaml': 'a\n' });
    const mirror = bed.mirror();
    await assert.rejects(mirror.fetchPull(7, never), { code: 'RevisionMissing' });
    await mirror.fetch(never);
    await assert.rejects(mirror.fetchPull(7, never), { code: 'BranchMissing', message: /refs\/pull\/7\/head/ });
    for (const number of [0, -1, 1.5, Number.NaN]) await assert.rejects(mirror.fetchPull(number, never), RangeError);
  });

  async function countOfSmallestPack(folder: string): Promise<number> {
    const names = (await readdir(`${folder}/objects/pack`)).filter((name) => name.endsWith('.pack'));
    const sized = await Promise.all(
      names.map(async (name) => ({ name, size: (await stat(`${folder}/objects/pack/${name}`)).size })),
    );
    const smallest = sized.toSorted((a, b) => a.size - b.size)[0]?.name ?? '';
    return (await readFile(`${folder}/objects/pack/${smallest}`)).readUInt32BE(8);
  }
});
