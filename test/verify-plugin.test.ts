import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../images/woocommerce/verify-plugin.php', import.meta.url));
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('the check of a downloaded plugin', function () {
  this.timeout(20_000);
  let folder: string;

  beforeEach(function () {
    if (spawnSync('php', ['--version']).error !== undefined) this.skip();
    folder = mkdtempSync(path.join(tmpdir(), 'urumi-plugin-'));
    mkdirSync(path.join(folder, 'plugin', 'a'), { recursive: true });
    put('plugin/plugin.php', '<?php // 1');
    put('plugin/a/readme.txt', 'read me');
    checksums({ 'plugin.php': sha256('<?php // 1'), 'a/readme.txt': [sha256('other'), sha256('read me')] });
  });

  afterEach(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  const put = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
  const checksums = (files: Record<string, string | string[]>, version = '1.2.3'): void =>
    put(
      'checksums.json',
      JSON.stringify({
        version,
        files: Object.fromEntries(Object.entries(files).map(([name, sum]) => [name, { sha256: sum }])),
      }),
    );

  function verify(): { status: number | null; output: string } {
    const args = [script, path.join(folder, 'plugin'), path.join(folder, 'checksums.json'), '1.2.3'];
    const { status, stdout, stderr } = spawnSync('php', args, { encoding: 'utf8' });
    return { status, output: stdout + stderr };
  }

  it('accepts what was released, also where a file was released twice under one version', () => {
    assert.deepEqual(verify(), { status: 0, output: '2 files of version 1.2.3 are as released\n' });
  });

  it('refuses a file that differs, one that is missing and one that was added', () => {
    put('plugin/plugin.php', '<?php // 2');
    put('plugin/a/shell.php', '<?php eval($_GET["x"]);');
    rmSync(path.join(folder, 'plugin', 'a', 'readme.txt'));
    const { status, output } = verify();
    assert.equal(status, 1);
    assert.match(output, /plugin\.php differs.*\n/);
    assert.match(output, /a\/shell\.php is not part of the release/);
    assert.match(output, /a\/readme\.txt is missing/);
  });

  it('refuses the checksums of another version, and what is no list of checksums', () => {
    checksums({}, '1.2.4');
    assert.equal(verify().status, 1);
    put('checksums.json', '<html>not found</html>');
    assert.equal(verify().status, 1);
  });
});
