import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What a script prints that runs in a process of its own: what other tests have loaded must not matter. */
async function printedBy(script: string): Promise<string> {
  const args = ['--input-type=module', '-e', script, import.meta.resolve('./kube-config.ts')];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 10_000_000 });
  return stdout;
}

describe('KubeConfig', () => {
  it('comes without the generated API client', async () => {
    const printed = await printedBy(`
      const { registerHooks } = await import('node:module');
      registerHooks({ load: (url, context, next) => (console.log(url), next(url, context)) });
      await import(process.argv[1]);`);
    const ofClientNode = printed.split('\n').filter((url) => url.includes('/client-node/'));
    assert.ok(ofClientNode.some((url) => url.endsWith('/dist/config.js')));
    assert.deepEqual(
      ofClientNode.filter((url) => /\/gen\/(apis|models|types)\//.test(url)),
      [],
    );
  });

  it('says what to use in place of a generated client', async () => {
    const printed = await printedBy(`
      const { KubeConfig } = await import(process.argv[1]);
      const config = new KubeConfig();
      config.loadFromClusterAndUser({ name: 'c', server: 'https://localhost' }, { name: 'u' });
      try { config.makeApiClient(class {}); } catch (error) { console.log(error.message); }`);
    assert.match(printed, /send requests with a Connection/);
  });
});
