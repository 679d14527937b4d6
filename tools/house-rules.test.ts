import assert from 'node:assert/strict';
import { globSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const generated = ['node_modules', 'coverage', 'dist', 'golden', 'schema', 'package-lock.json', 'go.sum', 'LICENSE'];

function isForeign(name: string): boolean {
  return name.startsWith('.') || generated.includes(name);
}

/** Every file that somebody writes. */
function writtenFiles(): string[] {
  return globSync('**/*', { cwd: root, exclude: (name) => isForeign(path.basename(name)) }).filter(
    (file) => !isForeign(path.basename(file)) && !file.endsWith('.png') && statSync(path.join(root, file)).isFile(),
  );
}

describe('the house rules', () => {
  it('hold every file to 320 lines, and tests, which are lists of cases, to 500', () => {
    const files = writtenFiles();
    assert.ok(files.length > 100, 'the files of the project are read');
    const long = files
      .map((file) => ({ file, lines: readFileSync(path.join(root, file), 'utf8').split('\n').length - 1 }))
      .filter(({ file, lines }) => lines > (file.endsWith('.test.ts') ? 500 : 320));
    assert.deepEqual(long, []);
  });

  it('give every top-level folder a README', () => {
    const folders = readdirSync(root, { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && !isForeign(entry.name),
    );
    const bare = folders.filter(
      ({ name }) => statSync(path.join(root, name, 'README.md'), { throwIfNoEntry: false }) === undefined,
    );
    assert.deepEqual(
      bare.map(({ name }) => name),
      [],
    );
  });

  it('allow no folder whose name says nothing of what is in it', () => {
    const vague = globSync('**/{utils,util,helpers,common,manager,misc,lib}', {
      cwd: root,
      exclude: (name) => isForeign(path.basename(name)),
    });
    assert.deepEqual(vague, []);
  });
});
