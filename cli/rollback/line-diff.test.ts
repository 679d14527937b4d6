import assert from 'node:assert/strict';
import { lineDiff } from './line-diff.ts';

describe('lineDiff', () => {
  it('shows what goes and what comes, with the lines around', () => {
    const before = 'a\nb\nc\nd\nplan: large\ne\nf\ng\nh\n';
    const after = 'a\nb\nc\nd\nplan: small\ne\nf\ng\nh\n';
    assert.deepEqual(lineDiff('stores/x.yaml', before, after).split('\n'), [
      '--- a/stores/x.yaml',
      '+++ b/stores/x.yaml',
      '@@',
      ' b',
      ' c',
      ' d',
      '-plan: large',
      '+plan: small',
      ' e',
      ' f',
      ' g',
      '',
    ]);
  });

  it('shows what goes before what comes, where several lines change in a row', () => {
    const text = lineDiff('x', 'a\nb\nc\nz\n', 'x\ny\nw\nz\n');
    assert.deepEqual(text.split('\n').slice(3, 10), ['-a', '-b', '-c', '+x', '+y', '+w', ' z']);
  });

  it('begins anew where lines are left out', () => {
    const lines = Array.from({ length: 20 }, (_, at) => `l${at}`);
    const text = lineDiff('x', lines.join('\n'), lines.with(1, 'one').with(18, 'last').join('\n'));
    assert.equal(text.split('\n').filter((line) => line === '@@').length, 2);
    assert.doesNotMatch(text, /l10/);
  });

  it('shows a new file whole, and nothing for equal texts', () => {
    assert.equal(lineDiff('x', undefined, 'a\nb\n'), '--- /dev/null\n+++ b/x\n@@\n+a\n+b\n');
    assert.equal(lineDiff('x', 'a\n', 'a\n'), '');
  });

  it('takes two long files that have nothing in common in its stride', () => {
    const long = (word: string): string => Array.from({ length: 20_000 }, (_, at) => `${word}${at}`).join('\n');
    assert.equal(lineDiff('x', long('a'), long('b')).split('\n').length, 40_004);
  });

  it('shows no character that a terminal would obey', () => {
    assert.match(lineDiff('x', 'a\n', 'b\u001b[2J\n'), /\+b\uFFFD\[2J/);
  });
});
