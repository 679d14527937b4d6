import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkArchitecture } from './check-architecture.ts';

describe('the architecture rules', () => {
  let root: string;

  function write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), text);
    }
  }

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'urumi-architecture-'));
    write({
      'cluster/b.ts': 'export const b = 1;\n',
      'package.json': '{"type":"module","devDependencies":{"tester":"1.0.0"}}',
    });
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  async function violations(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
    write(files);
    return (await checkArchitecture(root)).violations;
  }

  it('let plan import cluster, and count the modules that were read', async () => {
    write({ 'plan/a.ts': "import { b } from '../cluster/b.ts';\nexport const a = b;\n" });
    assert.deepEqual(await checkArchitecture(root), { modules: 2, violations: [] });
  });

  it('refuse an import from a folder that may not be known', async () => {
    assert.deepEqual(
      await violations({ 'synth/a.ts': "import { b } from '../cluster/b.ts';\nexport const a = b;\n" }),
      ['synth-imports: synth/a.ts → cluster/b.ts'],
    );
  });

  it('refuse it also as a type, and in a file with a using declaration', async () => {
    const text =
      "import type { b } from '../cluster/b.ts';\nexport async function f(x: AsyncDisposable) {\n  await using y = x;\n  return y as typeof b;\n}\n";
    assert.deepEqual(await violations({ 'synth/a.ts': text }), ['synth-imports: synth/a.ts → cluster/b.ts']);
  });

  it('refuse I/O in the synthesiser', async () => {
    assert.deepEqual(
      await violations({ 'synth/a.ts': "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;\n" }),
      ['synth-is-pure: synth/a.ts → fs'],
    );
  });

  it('refuse a cycle of values, but not one of types', async () => {
    const value = { 'plan/a.ts': "import { d } from './d.ts';\nexport const a = d;\n" };
    const back = { 'plan/d.ts': "import { a } from './a.ts';\nexport const d = a;\n" };
    assert.match((await violations({ ...value, ...back })).join('\n'), /^no-circular: plan\/a\.ts → /u);
    assert.deepEqual(
      await violations({ 'plan/d.ts': "import type { a } from './a.ts';\nexport type D = typeof a;\n" }),
      [],
    );
  });

  it('refuse a development dependency in the product', async () => {
    const dependency = {
      'node_modules/tester/package.json': '{"name":"tester","main":"index.js"}',
      'node_modules/tester/index.js': '',
    };
    assert.deepEqual(await violations({ ...dependency, 'cli/a.ts': "import 'tester';\n" }), [
      'no-dev-dependencies: cli/a.ts → node_modules/tester/index.js',
    ]);
  });

  it('never pass when nothing was read', async () => {
    rmSync(path.join(root, 'cluster'), { recursive: true });
    mkdirSync(path.join(root, 'synth'));
    await assert.rejects(checkArchitecture(root), /no module found in synth/u);
  });
});
