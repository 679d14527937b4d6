import assert from 'node:assert/strict';
import { fieldChanges } from './field-changes.ts';
import { isSecretName } from './secret-names.ts';

const lines = (before: unknown, after: unknown): string[] =>
  fieldChanges(before, after).map(({ path, before: old, after: wanted }) => `${path} ${old} ${wanted}`);

describe('fieldChanges', () => {
  it('names fields by their paths, quoted where they are no words', () => {
    assert.deepEqual(lines({ spec: { a: 1, 'x/y': 'p', same: [1] } }, { spec: { a: 2, 'x/y': 'q', same: [1] } }), [
      'spec.a 1 2',
      'spec["x/y"] "p" "q"',
    ]);
  });

  it('tells what is new and what goes', () => {
    assert.deepEqual(fieldChanges({ a: 1 }, { b: 2 }), [
      { path: 'a', before: '1' },
      { path: 'b', after: '2' },
    ]);
  });

  it('compares lists of named things by name, whatever their order', () => {
    const [web, sidecar] = [
      { name: 'web', image: 'a' },
      { name: 'sidecar', image: 'b' },
    ];
    assert.deepEqual(lines({ c: [web, sidecar] }, { c: [sidecar, { ...web, image: 'c' }] }), ['c[web].image "a" "c"']);
  });

  it('compares other lists item by item, and shows them whole when they grow', () => {
    assert.deepEqual(lines({ l: [{ a: 1 }, { a: 2 }] }, { l: [{ a: 1 }, { a: 3 }] }), ['l[1].a 2 3']);
    assert.deepEqual(lines({ l: ['a'] }, { l: ['a', 'b'] }), ['l ["a"] ["a","b"]']);
  });

  it('shows of a configuration file the lines that differ, and where they begin', () => {
    assert.deepEqual(lines({ conf: 'a\nb\nc\nd\n' }, { conf: 'a\nB\nc\nd\n' }), ['conf:2 "b" "B"']);
  });

  it('cuts long values', () => {
    const [change] = fieldChanges({ a: 'x'.repeat(1000) }, { a: 'y' });
    assert.equal(change?.before?.length, 200);
    assert.ok(change.before.endsWith('…'));
  });

  it('shows of two long values the part in which they differ', () => {
    const same = 'x'.repeat(1000);
    const [change] = fieldChanges({ a: `${same}1${same}` }, { a: `${same}2${same}` });
    assert.match(change?.before ?? '', /^…x{40}1x+…$/);
    assert.match(change?.after ?? '', /^…x{40}2x+…$/);
  });

  it('masks what stands under the name of a secret, wherever it stands', () => {
    const secret = 'hunter2';
    const cases: [before: unknown, after: unknown][] = [
      [{ password: 'a' }, { password: secret }],
      [{ env: [{ name: 'DB_PASSWORD', value: 'a' }] }, { env: [{ name: 'DB_PASSWORD', value: secret }] }],
      [{ env: [] }, { env: [{ name: 'API_KEY', value: secret }] }],
      [{ auth: 1 }, { auth: { token: secret } }],
      [{ data: { 'private-key': 'a\nb' } }, { data: { 'private-key': `a\n${secret}` } }],
      [{ conf: 'a = 1\ndb_password = x\n' }, { conf: `a = 1\ndb_password = ${secret}\n` }],
      [{ conf: 'a\n' }, { conf: `a\npassword: ${secret}\n` }],
      [{ url: 'a' }, { url: `https://user:${secret}@db.example.com/x` }],
      [undefined, { secretData: { any: secret } }],
    ];
    for (const [before, after] of cases) {
      const text = JSON.stringify(fieldChanges(before, after));
      assert.ok(!text.includes(secret), text);
      assert.ok(text.includes('***'), text);
    }
  });
});

describe('isSecretName', () => {
  it('knows names that only refer to a secret', () => {
    for (const name of ['secretName', 'secretKeyRef', 'automountServiceAccountToken', 'count/secrets'])
      assert.ok(!isSecretName(name));
    for (const name of ['MYSQL_ROOT_PASSWORD', 'token', 'private_key', 'apiKey', 'AUTH_SALT'])
      assert.ok(isSecretName(name));
  });
});
