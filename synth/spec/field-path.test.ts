import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { fieldPath, quote, valueAt } from './field-path.ts';

describe('fieldPath', () => {
  it('writes a field as people do', () => {
    assert.equal(fieldPath(['spec', 'hosts', 0]), 'spec.hosts[0]');
    assert.equal(fieldPath(['metadata', 'labels', 'example.com/team']), 'metadata.labels["example.com/team"]');
    assert.equal(fieldPath([]), '');
  });
});

describe('valueAt', () => {
  it('finds own fields only', () => {
    assert.equal(valueAt({ a: [1, { b: 2 }] }, ['a', 1, 'b']), 2);
    assert.equal(valueAt({}, ['constructor']), undefined);
    assert.equal(valueAt('text', ['length']), undefined);
  });
});

describe('quote', () => {
  it('keeps any value on one short line that shows what is invisible', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()), (value) => {
        assert.match(quote(value), /^[^\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]{0,63}$/u);
      }),
    );
  });

  it("never repeats a URL's credentials, wherever they are cut", () => {
    fc.assert(
      fc.property(fc.nat(80), fc.boolean(), (length, nested) => {
        const url = `${'x'.repeat(length)}https://bob:hunter2-hunter2@git.example.com/${'y'.repeat(length)}`;
        assert.doesNotMatch(quote(nested ? { url } : url), /bob|hunter/);
      }),
    );
  });
});
