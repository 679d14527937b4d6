import assert from 'node:assert/strict';
import { readRevision, type ReadableRepository } from './read-revision.ts';

const approval = { message: 'Close them\n\nUrumi-Approve-Closures: 3\n' };

/** A repository of these files, which refuses folders that it does not have. */
function repository(...paths: readonly string[]): ReadableRepository {
  return {
    listTree(_revision, path) {
      const below = paths.filter((file) => path === '' || file.startsWith(`${path}/`));
      const missing = Object.assign(new Error(`there is no folder ${path}`), { code: 'PathMissing' });
      if (below.length === 0 && path !== '') return Promise.reject(missing);
      return Promise.resolve({ files: new Map(below.map((file) => [file, 'blob'])), ignored: [] });
    },
    readCommit: () => Promise.resolve(approval),
  };
}

describe('readRevision', () => {
  const treeOf = async (path: string, ...paths: readonly string[]) =>
    (await readRevision(repository(...paths), 'abc', path)).tree;

  it('reads the store files below the folder, and what the commit approves', async () => {
    const { tree, ...rest } = await readRevision(
      repository('stores/a.yaml', 'stores/README.md', 'b.yaml'),
      'abc',
      'stores',
    );
    assert.deepEqual(rest, { revision: 'abc', path: 'stores', approved: 3 });
    assert.deepEqual(tree.state === 'present' && [...tree.files.keys()], ['stores/a.yaml']);
  });

  it('tells a missing folder from an emptied repository', async () => {
    assert.deepEqual(await treeOf('stores', 'b.yaml'), { state: 'missing', path: 'stores' });
    assert.deepEqual(await treeOf('stores'), { state: 'empty' });
  });

  it('takes an emptied repository for that, not for one without stores, when its root is the folder', async () => {
    for (const root of ['.', '']) {
      assert.deepEqual(await treeOf(root), { state: 'empty' });
      assert.equal((await treeOf(root, 'README.md')).state, 'present');
    }
  });
});
