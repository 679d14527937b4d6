import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { credentialHelper } from './credential-helper.ts';

describe('the credential helper', () => {
  it('gives Git the token of a file, whatever the file is called', () => {
    const folder = mkdtempSync(path.join(tmpdir(), "urumi isn't $HOME "));
    const file = path.join(folder, 'token');
    writeFileSync(file, 'secret-token\n');
    try {
      const helper = ['-c', 'credential.helper=', '-c', `credential.helper=${credentialHelper(file)}`];
      const input = 'protocol=http\nhost=127.0.0.1:20000\n\n';
      const output = execFileSync('git', [...helper, 'credential', 'fill'], { input, encoding: 'utf8' });
      assert.match(output, /^username=x-access-token$/m);
      assert.match(output, /^password=secret-token$/m);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
