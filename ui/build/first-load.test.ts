import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildApp } from './build-app.ts';

describe('the first load of the app', function () {
  this.timeout(60_000);

  it('is below 150 kB with all that it names and the fonts of its text, and leaves the editor for later', async () => {
    const app = await buildApp();
    const page = await readFile(path.join(app, 'index.html'));
    const named = [...page.toString().matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, file = '']) => file);
    const files = await readdir(path.join(app, 'assets'));
    assert.ok(files.some((file) => file.startsWith('code-editor-')));
    assert.ok(named.some((file) => file.endsWith('.js')) && named.some((file) => file.endsWith('.css')));
    assert.ok(!named.some((file) => file.includes('editor') || file.includes('edit-page')), named.join(' '));
    const fonts = files.filter((file) => /-latin-(wght|400)-normal-[^.]+\.woff2$/.test(file));
    assert.equal(fonts.length, 2);
    const read = (file: string) => readFile(path.join(app, file));
    const texts = [page, ...(await Promise.all(named.map(read)))];
    const zipped = texts.reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0);
    const ofFonts = await Promise.all(fonts.map((file) => read(`assets/${file}`)));
    const bytes = ofFonts.reduce((sum, { length }) => sum + length, zipped);
    assert.ok(bytes < 150_000, `${zipped} bytes gzip, and with fonts ${bytes}`);
  });
});
