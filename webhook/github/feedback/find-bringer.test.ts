import assert from 'node:assert/strict';
import { MemoryForge, pullExample } from '../../testing/memory-forge.ts';
import { findBringers } from './find-bringer.ts';

const revision = 'c'.repeat(40);

describe('the pull requests that brought files', () => {
  function scene() {
    const forge = new MemoryForge();
    for (const [number, path] of [
      [3, 'stores/a.yaml'],
      [4, 'stores/b.yaml'],
    ] as const) {
      const mergedAt = new Date(number * 1_000);
      const pull = pullExample(number, `${number}`.repeat(40), { state: 'merged', mergedAt });
      forge.pulls.set(number, pull);
      forge.changed.set(number, [path]);
      forge.merged.set(revision, pull);
    }
    return { forge, bringerOf: findBringers(forge.forge(), revision, new AbortController().signal) };
  }

  it('are the one that merged the revision, or the latest before it that changed the file', async () => {
    const { bringerOf } = scene();
    const found = ['stores/b.yaml', 'stores/a.yaml', 'stores/neither.yaml', undefined].map(bringerOf);
    assert.deepEqual(
      (await Promise.all(found)).map((pull) => pull?.number),
      [4, 3, 4, 4],
    );
  });

  it('cost no question twice, for however many files', async () => {
    const { forge, bringerOf } = scene();
    for (const file of ['stores/a.yaml', 'stores/b.yaml', 'stores/a.yaml']) await bringerOf(file);
    assert.deepEqual(forge.calls.toSorted(), [
      'findMergedPullRequest',
      'findPullRequests',
      'listChangedFiles',
      'listChangedFiles',
    ]);
  });
});
