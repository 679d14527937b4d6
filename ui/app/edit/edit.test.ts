import assert from 'node:assert/strict';
import { storeJsonSchema } from '../../../synth/spec/json-schema.ts';
import { newFile, readValues, withValue } from './file-text.ts';
import { formFields } from './form-fields.ts';

const file = `# stores/demo.yaml, kept by hand
apiVersion: urumi.dev/v1alpha1
kind: Store
metadata:
  name: demo
spec:
  title: "Demo: shop" # as it is on the sign
  engine: woocommerce

  # grows in December
  plan: small
  storage: {files: 20Gi}
`;

describe('the form of a store', () => {
  const fields = formFields(storeJsonSchema());
  const of = (id: string) => fields.find((field) => field.id === id);

  it('has every field that a file may have, but for maps with keys of their own', () => {
    const ids = fields.map(({ id }) => id);
    assert.deepEqual(ids.slice(0, 6), [
      'metadata.name',
      'spec.engine',
      'spec.title',
      'spec.owner',
      'spec.plan',
      'spec.hosts',
    ]);
    assert.ok(ids.includes('spec.deletion.protected') && ids.includes('spec.storage.database'));
    assert.ok(!ids.includes('spec.rotate'));
  });

  it('takes kind, options, default and hint from the schema', () => {
    assert.deepEqual(
      [of('spec.plan')?.kind, of('spec.plan')?.options, of('spec.plan')?.default],
      ['choice', ['small', 'medium', 'large'], 'small'],
    );
    assert.deepEqual(
      [of('spec.suspended')?.kind, of('spec.hosts')?.kind, of('spec.payments')?.kind],
      ['flag', 'list', 'words'],
    );
    assert.equal(of('spec.currency')?.kind, 'text', 'nobody chooses from 150 codes');
    assert.match(of('spec.plan')?.hint ?? '', /CPU/);
    assert.deepEqual([of('spec.engine')?.required, of('spec.plan')?.required], [true, false]);
  });
});

describe('a file that the form changes', () => {
  it('keeps comments, the order of keys and the ways of writing', () => {
    assert.equal(withValue(file, ['spec', 'plan'], 'large'), file.replace('plan: small', 'plan: large'));
    const hosts = withValue(file, ['spec', 'hosts'], ['a.example', 'b.example']);
    assert.equal(hosts, `${file}  hosts: [a.example, b.example]\n`);
    assert.equal(withValue(hosts, ['spec', 'hosts'], []), file);
  });

  it('quotes what YAML would take for something else, and never becomes another structure', () => {
    for (const text of [
      'yes: no',
      '# no comment',
      '- a',
      '1.10',
      'null',
      '"',
      '<b>bold</b>',
      '{a: b}',
      '*x',
      '!!js/function x',
    ]) {
      const changed = withValue(file, ['spec', 'title'], text);
      assert.equal(readValues(changed).get?.(['spec', 'title']), text, text);
      assert.equal(readValues(changed).get?.(['spec', 'plan']), 'small', text);
    }
  });

  it('loses the mapping that its last field leaves empty', () => {
    assert.equal(
      withValue(file, ['spec', 'storage', 'files'], undefined),
      file.replace('  storage: {files: 20Gi}\n', ''),
    );
    assert.equal(withValue(file, ['spec', 'owner'], undefined), file);
  });

  it('is left alone when it is no YAML', () => {
    for (const text of ['a: [', '\t- x: {', '', 'just text', '? {a: b}\n: c'])
      assert.equal(withValue(text, ['spec', 'plan'], 'large'), text);
    assert.equal(readValues('a: [').get, undefined);
    assert.equal(readValues(newFile).get?.(['metadata', 'name']), '');
  });

  it('does not reach into what every object has', () => {
    assert.equal(readValues(file).get?.(['__proto__', 'polluted']), undefined);
    withValue(file, ['__proto__', 'polluted'], 'yes');
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });
});
