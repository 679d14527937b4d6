import assert from 'node:assert/strict';
import { storeJsonSchema } from '../../../synth/spec/json-schema.ts';
import { suggestionsAt } from './schema-completion.ts';

const schema = storeJsonSchema();
const head = 'apiVersion: urumi.dev/v1alpha1\nkind: Store\nmetadata:\n  name: demo\nspec:\n';
/** Suggestions where the bar stands. */
const at = (text: string) => {
  const offset = text.indexOf('|');
  const found = suggestionsAt(text.replace('|', ''), offset, schema);
  return found && { from: offset - found.from, labels: found.options.map(({ label }) => label) };
};

describe('what may stand at a place of a store file', () => {
  it('is every key that its mapping does not have yet, above or below', () => {
    const found = at(`${head}  engine: medusa\n  |\n  plan: small\n`);
    assert.ok(found !== undefined && found.labels.includes('title') && found.labels.includes('storage'));
    assert.ok(!found.labels.includes('engine') && !found.labels.includes('plan') && !found.labels.includes('name'));
  });

  it('goes by indentation: keys of an inner mapping, and none of the outer one', () => {
    const found = at(`${head}  engine: medusa\n  storage:\n    database: 5Gi\n    fi|\n  plan: small\n`);
    assert.deepEqual(found, { from: 2, labels: ['files'] });
  });

  it('is one of the words that a key takes, and the colon comes with a key', () => {
    assert.deepEqual(at(`${head}  engine: |`)?.labels.toSorted(), ['medusa', 'woocommerce']);
    assert.deepEqual(at(`${head}  suspended: t|`), { from: 1, labels: ['true', 'false'] });
    const [title] = suggestionsAt(`${head}  tit`, head.length + 5, schema)?.options ?? [];
    assert.ok(title !== undefined);
    const { options = [] } = suggestionsAt(`${head}  `, head.length + 2, schema) ?? {};
    const insert = (label: string) => options.find((option) => option.label === label)?.insert;
    assert.deepEqual([insert('title'), insert('storage')], ['title: ', 'storage:']);
  });

  it('is an item of a list', () => {
    assert.ok(at(`${head}  payments:\n    - |`)?.labels.includes('cash-on-delivery'));
    assert.ok(at(`${head}  payments:\n  - c|`)?.labels.includes('cash-on-delivery'));
  });

  it('is nothing where the schema has nothing to say, in comments and in texts', () => {
    for (const text of [
      `${head}  title: |`,
      `${head}  # pl|`,
      `${head}  title: a shop with |`,
      `${head}  nonsense:\n    |`,
    ])
      assert.equal(at(text), undefined, text);
  });
});
