import assert from 'node:assert/strict';
import { parseCommit } from './commit.ts';

const tree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const parent = 'ce013625030ba8dba906f756967f9e9ca394464a';
const committer = 'committer Bot <bot@example.com> 1760000060 +0200';
const commit = (...lines: string[]) => Buffer.from(lines.join('\n'));

describe('a commit object', () => {
  it('has a message, an author, a time, parents and a tree', () => {
    const data = commit(
      `tree ${tree}`,
      `parent ${parent}`,
      `parent ${tree}`,
      'author Ada Example <ada@example.com> 1760000000 -0700',
      committer,
      '',
      'Open a shop',
      '',
      'Urumi-Approve-Closures: 3',
      '',
    );
    assert.deepEqual(parseCommit(data), {
      message: 'Open a shop\n\nUrumi-Approve-Closures: 3\n',
      author: { name: 'Ada Example', email: 'ada@example.com' },
      time: 1_760_000_060_000,
      parents: [parent, tree],
      tree,
    });
  });

  it('may be the first one, without a message', () => {
    const parsed = parseCommit(commit(`tree ${tree}`, 'author <> 0 +0000', committer, '', ''));
    assert.deepEqual(parsed?.parents, []);
    assert.equal(parsed.message, '');
    assert.deepEqual(parsed.author, { name: '', email: '' });
  });

  it('may be signed', () => {
    const parsed = parseCommit(
      commit(
        `tree ${tree}`,
        'author A <a@b> 1 +0000',
        committer,
        'gpgsig -----BEGIN PGP SIGNATURE-----',
        ' ',
        ' author Mallory <m@x> 9 +0000',
        ' -----END PGP SIGNATURE-----',
        '',
        'Signed',
      ),
    );
    assert.equal(parsed?.author.name, 'A');
    assert.equal(parsed.message, 'Signed');
  });

  it('may be in another encoding', () => {
    const parsed = parseCommit(
      Buffer.concat([
        commit(`tree ${tree}`, committer, 'encoding ISO-8859-1', '', ''),
        Buffer.from([0x4c, 0xe4, 0x64, 0x65, 0x6e]),
      ]),
    );
    assert.equal(parsed?.message, 'Läden');
  });

  it('is read as UTF-8 when its encoding is unknown', () => {
    assert.equal(parseCommit(commit(`tree ${tree}`, 'encoding klingon', '', 'Läden'))?.message, 'Läden');
  });

  it('is damaged without a tree, or with ids that are none', () => {
    assert.equal(parseCommit(commit(committer, '', 'x')), undefined);
    assert.equal(parseCommit(commit('tree main', '', 'x')), undefined);
    assert.equal(parseCommit(commit(`tree ${tree}`, 'parent ../x', '', 'x')), undefined);
    assert.equal(parseCommit(Buffer.alloc(0)), undefined);
  });
});
