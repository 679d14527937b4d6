import assert from 'node:assert/strict';
import { withoutSourceMap } from './drop-source-maps.ts';

describe('withoutSourceMap', () => {
  const map = '//# sourceMappingURL=data:application/json;base64,eyJ2ZXJzaW9uIjozfQ==';

  function kept(source: string | Uint8Array): string {
    const { source: rest = '' } = withoutSourceMap({ format: 'commonjs', source });
    return typeof rest === 'string' ? rest : Buffer.from(rest as Uint8Array).toString();
  }

  it('takes the map at the end, whatever letters the text is in', () => {
    assert.equal(kept(`const a = 'ä→';\n${map}`), `const a = 'ä→';\n`);
    assert.equal(kept(Buffer.from(`const a = 'ä→';\n${map}\n`)), `const a = 'ä→';\n`);
  });

  it('leaves a module alone that has none, or has one in the midst of its text', () => {
    for (const source of ['', 'const a = 1;\n', `const a = \`\n${map}\n\`;\n`, '//# sourceMappingURL=a.js.map\n']) {
      const module = { format: 'commonjs', source } as const;
      assert.equal(withoutSourceMap(module), module);
    }
    const builtin = { format: 'builtin' } as const;
    assert.equal(withoutSourceMap(builtin), builtin);
  });
});
