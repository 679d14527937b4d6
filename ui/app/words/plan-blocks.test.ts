import assert from 'node:assert/strict';
import { planBlocks, planLine } from './plan-blocks.ts';

const kinds = (markdown: string): string[] => planBlocks(markdown).map(({ kind }) => kind);

describe('a published plan', () => {
  it('is told apart: alerts, table, list, folds, small print', () => {
    const blocks = planBlocks(
      [
        '> [!CAUTION]',
        '> **Data at risk: one store.**',
        '>',
        '> - `a`: **5Gi**, deleted',
        '',
        '**Plan for fleet `shops`: closes 1**',
        '',
        '| store | change |',
        '|---|---|',
        '| `a` | closed |',
        '| `b` | opened |',
        '',
        '<details><summary><code>a</code> closed</summary>',
        '',
        '- file `stores/a.yaml`',
        '  - `spec.plan`: `small` goes',
        '',
        '</details>',
        '',
        '<sub>Times are those of a merge.</sub>',
      ].join('\n'),
    );
    assert.deepEqual(
      blocks.map(({ kind }) => kind),
      ['alert', 'paragraph', 'table', 'fold', 'small'],
    );
    const [alert, , table, fold] = blocks;
    assert.ok(alert?.kind === 'alert' && alert.tone === 'danger' && alert.lines.length === 2);
    assert.ok(table?.kind === 'table' && table.rows.length === 2);
    assert.deepEqual(table.rows[0], [[{ kind: 'code', text: 'a' }], [{ kind: 'text', text: 'closed' }]]);
    assert.ok(fold?.kind === 'fold');
    assert.deepEqual(fold.title, [
      { kind: 'code', text: 'a' },
      { kind: 'text', text: ' closed' },
    ]);
    const [list] = fold.blocks;
    assert.deepEqual(list?.kind === 'list' && list.items.map(({ depth }) => depth), [0, 1]);
  });

  it('shows what comes from a file as it is, however many accents it has', () => {
    assert.deepEqual(planLine('- ``a `b` c`` goes'), [
      { kind: 'text', text: '- ' },
      { kind: 'code', text: 'a `b` c' },
      { kind: 'text', text: ' goes' },
    ]);
    assert.deepEqual(planLine('`` `x` ``'), [{ kind: 'code', text: '`x`' }]);
    assert.deepEqual(planLine('`<b>**x**</b>`'), [{ kind: 'code', text: '<b>**x**</b>' }]);
  });

  it('makes no HTML of anything, and ends on whatever it is given', () => {
    assert.deepEqual(kinds('<script>alert(1)</script>'), ['paragraph']);
    assert.deepEqual(kinds('<details><summary>open for good'), ['fold']);
    assert.deepEqual(kinds('|'), ['table']);
    assert.deepEqual(kinds('> '), ['alert']);
    assert.deepEqual(kinds(''), []);
    assert.deepEqual(kinds('<details><summary>&#99999999;</summary>\n</details>'), ['fold']);
  });
});
