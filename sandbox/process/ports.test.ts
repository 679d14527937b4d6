import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from './free-port.ts';
import { keptPorts } from './kept-ports.ts';

describe('ports', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'urumi-ports-test-'));
    file = path.join(folder, 'ports.json');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are never given twice', async () => {
    const ports = await Promise.all(Array.from({ length: 100 }, () => freePort()));
    assert.equal(new Set(ports).size, 100);
  });

  it('stay the same from start to start', async () => {
    const first = await keptPorts(file, ['a', 'b']);
    assert.deepEqual(await keptPorts(file, ['a', 'b']), first);
  });

  it('change when somebody else has taken one', async () => {
    const first = await keptPorts(file, ['a', 'b']);
    const server = createServer().listen(first.a, '127.0.0.1');
    await once(server, 'listening');
    try {
      const second = await keptPorts(file, ['a', 'b']);
      assert.notEqual(second.a, first.a);
      assert.equal(second.b, first.b);
    } finally {
      server.close();
    }
  });

  it('are chosen anew when their file is damaged', async () => {
    writeFileSync(file, '{"a": "x"');
    assert.ok((await keptPorts(file, ['a'])).a > 0);
  });
});
