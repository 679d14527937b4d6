import assert from 'node:assert/strict';
import type { StoreTree } from '../../../plan/store-tree.ts';
import { mergedTree } from './merged-tree.ts';

function tree(files: Record<string, string>, unusable: Record<string, string> = {}): StoreTree {
  return { state: 'present', files: new Map(Object.entries(files)), unusable: new Map(Object.entries(unusable)) };
}

describe('mergedTree', () => {
  const ancestor = tree({ a: '1', b: '1', c: '1' });

  it('brings what the head has added, changed and removed onto the base', () => {
    const head = tree({ a: '2', b: '1', d: '1' });
    assert.deepEqual(mergedTree({ ancestor, base: ancestor, head }), tree({ a: '2', b: '1', d: '1' }));
  });

  it('keeps what others merged since the head parted from the base', () => {
    const base = tree({ a: '1', b: '3', c: '1', e: '1' });
    const head = tree({ a: '2', b: '1', c: '1' });
    assert.deepEqual(mergedTree({ ancestor, base, head }), tree({ a: '2', b: '3', c: '1', e: '1' }));
  });

  it('does not reopen a store that was closed on the base, nor close one that was opened there', () => {
    const base = tree({ a: '1', b: '1', new: '1' });
    assert.deepEqual(mergedTree({ ancestor, base, head: ancestor }), base);
  });

  it('takes the head where both have changed a file, and where no common commit is known', () => {
    const base = tree({ a: '3' });
    const head = tree({ a: '2', b: '1', c: '1' });
    assert.deepEqual(mergedTree({ ancestor, base, head }), tree({ a: '2' }));
    assert.equal(mergedTree({ ancestor: undefined, base, head }), head);
  });

  it('sees a store file that becomes a link', () => {
    const head = tree({ b: '1', c: '1' }, { a: 'a symbolic link' });
    assert.deepEqual(mergedTree({ ancestor, base: ancestor, head }), head);
  });

  it('shows a head that has no store folder as it is, so that the guards see it', () => {
    const head: StoreTree = { state: 'missing', path: 'stores' };
    assert.equal(mergedTree({ ancestor, base: ancestor, head }), head);
  });

  it('begins a folder that the base does not have yet', () => {
    const missing: StoreTree = { state: 'missing', path: 'stores' };
    assert.deepEqual(mergedTree({ ancestor: missing, base: missing, head: ancestor }), ancestor);
  });
});
