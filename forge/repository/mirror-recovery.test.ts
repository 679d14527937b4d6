import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { mirrorBed, type MirrorBed } from '../testing/mirror-bed.ts';

const { signal } = new AbortController();

describe('a mirror heals itself', function () {
  this.timeout(30_000);
  let bed: MirrorBed;
  let first: string;
  let second: string;
  let generation: string;

  beforeEach(async () => {
    bed = await mirrorBed();
    first = await bed.repository.commit({ 'stores/a.yaml': 'a', 'stores/b.yaml': 'b' });
    const mirror = bed.mirror();
    await mirror.fetch(signal);
    second = await bed.repository.commit({ 'stores/c.yaml': 'c' });
    await mirror.fetch(signal);
    [generation = ''] = await bed.generations();
  });

  afterEach(() => bed.stop());

  const inPacks = async (suffix: string) => {
    const folder = join(generation, 'objects/pack');
    return (await readdir(folder)).filter((name) => name.endsWith(suffix)).map((name) => join(folder, name));
  };

  async function assertHeals(head = second): Promise<void> {
    const mirror = bed.mirror();
    assert.equal((await mirror.fetch(signal)).head, head);
    const files = await mirror.listFiles(head, 'stores');
    assert.equal((await mirror.readBlobs(files.values())).size, 3);
    const left = await bed.generations();
    assert.equal(left.length, 1);
    assert.notEqual(left[0], generation);
  }

  const damages: [string, () => Promise<void>][] = [
    [
      'a pack that was cut off',
      async () => {
        for (const pack of await inPacks('.pack')) await truncate(pack, 50);
      },
    ],
    [
      'an index that was cut off',
      async () => {
        const [index = ''] = await inPacks('.idx');
        await truncate(index, 700);
      },
    ],
    [
      'packs that are gone',
      async () => {
        for (const pack of await inPacks('.pack')) await rm(pack);
      },
    ],
    [
      'objects that are gone',
      async () => {
        await rm(join(generation, 'objects'), { recursive: true });
        await mkdir(join(generation, 'objects/pack'), { recursive: true });
      },
    ],
    ['a Git folder that is gone', () => rm(generation, { recursive: true })],
    [
      'a Git folder that is a file',
      async () => {
        await rm(generation, { recursive: true });
        await writeFile(generation, 'x');
      },
    ],
    ['a head that was cut off', () => writeFile(join(generation, 'refs/heads/main'), second.slice(0, 20))],
    ['a head that is not there', () => writeFile(join(generation, 'refs/heads/main'), '1'.repeat(40))],
    ['a pointer that was cut off', () => truncate(join(bed.directory, 'current.json'), 10)],
    [
      'a pointer that leads elsewhere',
      () =>
        writeFile(
          join(bed.directory, 'current.json'),
          JSON.stringify({ generation: '../../etc', url: bed.url, ref: 'refs/heads/main' }),
        ),
    ],
  ];
  for (const [what, damage] of damages) {
    it(`from ${what}, when it starts`, async () => {
      await damage();
      await assertHeals();
    });
  }

  it('from objects that disappear while it runs: reading fails, the next fetch repairs', async () => {
    const mirror = bed.mirror();
    await mirror.fetch(signal);
    for (const pack of await inPacks('.pack')) await rm(pack);
    await assert.rejects(mirror.listFiles(second, 'stores'), {
      code: 'Corrupt',
      message: /The next fetch clones anew/,
    });
    assert.deepEqual(await mirror.fetch(signal), { head: second, previous: second, changed: false, rewritten: false });
    assert.equal((await mirror.listFiles(second, 'stores')).size, 3);
  });

  it('from damage that shows when it takes in a new commit', async () => {
    const mirror = bed.mirror();
    await mirror.fetch(signal);
    for (const index of await inPacks('.idx')) await truncate(index, 30);
    await rm(join(generation, 'refs'), { recursive: true });
    const third = await bed.repository.commit({ 'stores/a.yaml': 'changed' });
    const result = await mirror.fetch(signal);
    assert.deepEqual([result.head, result.previous], [third, second]);
    assert.equal((await mirror.listFiles(third, 'stores')).size, 3);
  });

  it('later, when the server cannot be reached now, and says so', async () => {
    for (const pack of await inPacks('.pack')) await truncate(pack, 50);
    bed.server.fault = { kind: 'status', status: 503 };
    const mirror = bed.mirror();
    await assert.rejects(mirror.fetch(signal), { code: 'ServerError' });
    await assert.rejects(mirror.listFiles(second, 'stores'), { code: 'RevisionMissing' });
    bed.server.fault = undefined;
    assert.equal((await mirror.fetch(signal)).head, second);
  });

  it('from what a crash left beside it, and touches nothing else', async () => {
    await mkdir(join(bed.directory, 'generation-0b8e1c3e-aaaa-bbbb-cccc-000000000000/objects/pack'), {
      recursive: true,
    });
    await writeFile(join(bed.directory, 'current.json.next'), '{');
    await writeFile(join(bed.directory, 'notes.txt'), "somebody else's");
    const mirror = bed.mirror();
    assert.equal((await mirror.fetch(signal)).changed, false);
    assert.deepEqual(await bed.generations(), [generation]);
    assert.equal(await readFile(join(bed.directory, 'notes.txt'), 'utf8'), "somebody else's");
  });

  it('from a pack without an index, which a crash left', async () => {
    await writeFile(join(generation, 'objects/pack', `pack-${'1'.repeat(40)}.pack`), 'PACK');
    const mirror = bed.mirror();
    assert.equal((await mirror.fetch(signal)).changed, false);
    assert.deepEqual(await bed.generations(), [generation]);
    assert.equal((await mirror.listFiles(first, 'stores')).size, 2);
  });

  it('says that the disk is at fault when its folder cannot be used', async () => {
    const file = join(bed.directory, 'a-file');
    await writeFile(file, 'x');
    await chmod(file, 0o600);
    await assert.rejects(
      bed.mirror({ directory: join(file, 'mirror') }).fetch(signal),
      (error: Error & { code: string }) => ['Storage', 'Corrupt'].includes(error.code) && error.message.includes(file),
    );
  });

  // Killed at moments spread over a clone, a fetch and the swap of folders.
  it('from being killed at any moment', async () => {
    const script = `
      import { RepositoryMirror } from ${JSON.stringify(new URL('mirror.ts', import.meta.url).href)};
      const mirror = new RepositoryMirror({ url: process.argv[1], branch: 'main', directory: process.argv[2], limits: { packs: 2 } });
      process.stdout.write('ready');
      for (;;) await mirror.fetch(new AbortController().signal);`;
    bed.server.fault = { kind: 'slow', delayMs: 0 };
    await rm(bed.directory, { recursive: true });
    for (let round = 0; round < 6; round += 1) {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', script, bed.url, bed.directory], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await new Promise((resolve) => child.stdout.once('data', resolve));
      await setTimeout(5 + round * 53);
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('exit', resolve));
      const head = await bed.repository.commit({ 'stores/a.yaml': `round ${round}` });
      const mirror = bed.mirror();
      assert.equal((await mirror.fetch(signal)).head, head);
      const files = await mirror.listFiles(head, 'stores');
      const blobs = await mirror.readBlobs(files.values());
      assert.equal(Buffer.from(blobs.get(files.get('stores/a.yaml') ?? '') as Uint8Array).toString(), `round ${round}`);
      assert.equal((await bed.generations()).length, 1);
      await mirror.close();
    }
  });
});
