import assert from 'node:assert/strict';
import { yamlParts } from './yaml-line.ts';

const kinds = (line: string): string[] => yamlParts(line).map(({ text, kind }) => `${kind}:${text}`);

describe('a line of a store file', () => {
  it('has a key and a value, a number or none', () => {
    assert.deepEqual(kinds('  plan: small'), ['plain:  ', 'key:plan', 'plain::', 'value: small']);
    assert.deepEqual(kinds('keep: 14'), ['key:keep', 'plain::', 'number: 14']);
    assert.deepEqual(kinds('spec:'), ['key:spec', 'plain::']);
  });

  it('may be an item of a list', () => {
    assert.deepEqual(kinds('    - shop.example'), ['plain:    - ', 'value:shop.example']);
    assert.deepEqual(kinds('- name: a'), ['plain:- ', 'key:name', 'plain::', 'value: a']);
  });

  it('may end in a comment, which no number sign within quotes is', () => {
    assert.deepEqual(kinds('title: "No. #1" # the first'), [
      'key:title',
      'plain::',
      'value: "No. #1" ',
      'comment:# the first',
    ]);
    assert.deepEqual(kinds('# all of it'), ['comment:# all of it']);
    assert.deepEqual(kinds('color: a#b'), ['key:color', 'plain::', 'value: a#b']);
  });

  it('keeps every character, whatever it is', () => {
    for (const line of ['', '   ', 'a:b', '{x: 1}', '"quoted: key": v', "it's: # odd", '- - x', '\ttab: 1'])
      assert.equal(
        yamlParts(line)
          .map(({ text }) => text)
          .join(''),
        line,
      );
  });
});
