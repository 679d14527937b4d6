import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { handEdits, handEditTable } from './hand-edits.ts';

const page = new URL('../../docs/admission.md', import.meta.url);
const [begin, end] = ['<!-- hand edits -->\n', '<!-- end of hand edits -->'];

describe('what docs/admission.md says that hands may do', () => {
  it('is what is tried: 40 ways at least, each of them once', () => {
    const commands = handEdits.map(({ command }) => command);
    assert.deepEqual(
      commands.filter((command, index) => commands.indexOf(command) !== index),
      [],
    );
    assert.ok(commands.length >= 40);
  });

  it('is written from what is tried', async () => {
    const text = await readFile(page, 'utf8');
    const [before = '', rest = ''] = text.split(begin);
    const [table = '', after = ''] = rest.split(end);
    const wanted = `\n${handEditTable(handEdits)}\n`;
    if (process.env['UPDATE_GOLDEN'] === '1') await writeFile(page, `${before}${begin}${wanted}${end}${after}`);
    else assert.ok(table === wanted, 'docs/admission.md is not up to date: npm run golden');
  });
});
