import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findKubeconfig } from './find-kubeconfig.ts';

describe('findKubeconfig', () => {
  let sandbox: string;
  beforeEach(async () => {
    sandbox = await mkdtemp(join(tmpdir(), 'urumi-cli-'));
  });
  afterEach(() => rm(sandbox, { recursive: true }));

  const write = (content: unknown) => writeFile(join(sandbox, 'connection.json'), JSON.stringify(content));

  it('prefers the flag, then $KUBECONFIG, then the sandbox that runs here', async () => {
    await write({ kubeconfig: '/data/kubeconfig', pid: process.pid });
    assert.equal(await findKubeconfig({ flag: 'f', env: { KUBECONFIG: 'e' }, sandbox }), 'f');
    assert.equal(await findKubeconfig({ env: { KUBECONFIG: 'e' }, sandbox }), undefined);
    assert.equal(await findKubeconfig({ env: {}, sandbox }), '/data/kubeconfig');
  });

  it('does not take a sandbox that has ended, nor a file that no sandbox wrote', async () => {
    assert.equal(await findKubeconfig({ env: {}, sandbox }), undefined);
    await write({ kubeconfig: '/data/kubeconfig', pid: 2 ** 30 });
    assert.equal(await findKubeconfig({ env: {}, sandbox }), undefined);
    await write({ kubeconfig: 7 });
    assert.equal(await findKubeconfig({ env: {}, sandbox }), undefined);
  });
});
