import assert from 'node:assert/strict';
import { cellCode, htmlCode, markdownCode } from './markdown-code.ts';
import { oneLine } from './one-line.ts';

describe('markdownCode', () => {
  it('takes a fence that is longer than any run of backticks within', () => {
    assert.equal(markdownCode('a'), '`a`');
    assert.equal(markdownCode('a`b``c'), '```a`b``c```');
    assert.equal(markdownCode('`x`'), '`` `x` ``');
    assert.equal(markdownCode(''), '` `');
  });

  it('keeps everything on one line', () => {
    assert.equal(markdownCode('a\n\n> [!CAUTION]\r# b'), '`a\\u{a}\\u{a}> [!CAUTION]\\u{d}# b`');
  });

  it('lets no bar end the cell of a table', () => {
    assert.equal(cellCode('a|b\\|c'), '`a│b\\│c`');
  });

  it('writes what HTML or Markdown could read as entities within raw HTML', () => {
    assert.equal(htmlCode('</code><script>@a'), '<code>&#60;&#47;code&#62;&#60;script&#62;&#64;a</code>');
  });
});

describe('oneLine', () => {
  it('shows what a terminal would obey, what is invisible and what turns the reading direction', () => {
    assert.equal(oneLine('a\u001b[31mb\u202ec\u200bd\u009b'), 'a\\u{1b}[31mb\\u{202e}c\\u{200b}d\\u{9b}');
  });

  it('cuts between characters', () => {
    assert.equal(oneLine('ab😀d', 4), 'ab…');
    assert.equal(oneLine('abcd', 4), 'abcd');
  });
});
