import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mutations } from './mutations.ts';

describe('the mutations of the controller', () => {
  for (const { name, file, from, to } of mutations) {
    it(`can be made: ${name}`, () => {
      const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
      assert.equal(text.split(from).length, 2, `${file} holds exactly once: ${from}`);
      assert.notEqual(from, to);
    });
  }

  it('are at least ten', () => assert.ok(mutations.length >= 10));
});
