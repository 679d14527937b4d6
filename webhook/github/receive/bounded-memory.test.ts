import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecentDeliveries } from './recent-deliveries.ts';
import { secretFiles } from './secret-source.ts';

describe('what the receiver remembers', () => {
  it('is no more than so many delivery ids, the oldest forgotten first, and none for ever', () => {
    let now = 0;
    const recent = new RecentDeliveries({ now: () => now, most: 3, keepFor: 1_000 });
    for (const id of ['a', 'b', 'c', 'd']) recent.add(id);
    assert.deepEqual(
      ['a', 'b', 'd'].map((id) => recent.has(id)),
      [false, true, true],
    );
    now = 1_001;
    assert.equal(recent.has('d'), false);
    recent.add('e');
    assert.equal(recent.size, 1);
  });
});

describe('secretFiles', () => {
  it('reads secrets anew, so that a rotated one is picked up, and says nothing of what is in them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'urumi-secrets-'));
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    let now = 0;
    const secrets = secretFiles([one, two], () => now);
    await writeFile(one, 'first\n');
    await assert.rejects(secrets(), { code: 'Unauthorized' });
    await writeFile(two, 'second\n');
    assert.deepEqual(await secrets(), ['first', 'second']);
    await writeFile(one, 'third\n');
    assert.deepEqual(await secrets(), ['first', 'second']);
    now = 5_000;
    assert.deepEqual(await secrets(), ['third', 'second']);
    await writeFile(one, 'two words\n');
    now = 10_000;
    await assert.rejects(secrets(), (error: Error) => !error.message.includes('words'));
    await rm(folder, { recursive: true });
  });
});
