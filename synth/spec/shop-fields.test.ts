import assert from 'node:assert/strict';
import { parseStoreFile } from './parse-store-file.ts';
import { renderProblem } from './problem.ts';
import { engines } from './store.ts';

/** What is wrong with a store file that says this of its shop. */
function problems(engine: string, fields: Readonly<Record<string, unknown>>): string[] {
  const lines = Object.entries(fields).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}\n`);
  const text = `apiVersion: urumi.dev/v1alpha1\nkind: Store\nmetadata: {name: demo}\nspec:\n  engine: ${engine}\n${lines.join('')}`;
  const result = parseStoreFile(new TextEncoder().encode(text), 'stores/demo.yaml');
  return ('problems' in result ? (result.problems ?? []) : []).map(renderProblem);
}

describe('what a store file says of its shop', () => {
  const administrators: Readonly<Record<string, string>> = {
    'a space, which WordPress drops without a word': 'shop keeper',
    'a slash, which it drops': 'shop/keeper',
    'an umlaut, which it drops': 'müller',
    'an emoji, which it drops': 'anna👩‍🌾',
    'quotes, which it drops': `o'neill"`,
    'what a shell would read': '$(id)',
    'capitals, which log in as lower case does': 'Anna',
    'more than the 60 characters that its table has': 'a'.repeat(61),
    nothing: '',
  };
  for (const [what, username] of Object.entries(administrators))
    it(`refuses an administrator's name with ${what}`, () => {
      const [problem = '', ...more] = problems('woocommerce', { admin: { username } });
      assert.match(problem, /^stores\/demo\.yaml:6:\d+: spec\.admin\.username /);
      assert.match(problem, /60/);
      assert.deepEqual(more, []);
    });

  it('takes an administrator whose name has all that WordPress takes, of 60 characters', () => {
    assert.deepEqual(problems('woocommerce', { admin: { username: `a.b-c_d0${'9'.repeat(52)}` } }), []);
  });

  for (const engine of engines) {
    it(`${engine}: refuses a title of 200 characters, and says how many there may be`, () => {
      const [problem = ''] = problems(engine, { title: `Müller's "Käse" 👩‍🌾`.padEnd(200, ' long') });
      assert.match(problem, /^stores\/demo\.yaml:6:10: spec\.title .*100 characters/);
    });

    it(`${engine}: takes one of 100 with quotes and emoji as it is`, () => {
      const title = `Müller's "Käse" & <b>Söhne</b> \`$(id)\` $HOME 👩‍🌾 100%`.padEnd(100, '.');
      assert.deepEqual(problems(engine, { title }), []);
    });

    it(`${engine}: refuses a country and a currency that nobody knows, each at its place`, () => {
      const found = problems(engine, { country: 'ZZ', currency: 'XYZ' });
      assert.deepEqual(
        found.map((text) => /^stores\/demo\.yaml:(\d+):\d+: (spec\.\w+) /.exec(text)?.slice(1)),
        [
          ['6', 'spec.country'],
          ['7', 'spec.currency'],
        ],
      );
    });
  }
});
