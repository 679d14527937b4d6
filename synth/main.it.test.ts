import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { parseFleetFile } from './spec/parse-fleet-file.ts';
import { parseStoreFile } from './spec/parse-store-file.ts';
import { synthesise } from './synthesise.ts';

const project = new URL('..', import.meta.url).pathname;
const run = promisify(execFile);

describe('cdk8s synth', function () {
  this.timeout(60_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'urumi-cdk8s-'));
  });
  // A failing CLI removes the folder itself.
  after(() => rm(folder, { recursive: true, force: true }));

  async function cdk8s(environment: Record<string, string>): Promise<void> {
    const cli = join(project, 'node_modules/cdk8s-cli/bin/cdk8s');
    // The app's `node` is the first on the PATH: the one that runs this test.
    const path = `${join(process.execPath, '..')}:${process.env['PATH']}`;
    await run(process.execPath, [cli, 'synth', '--check-upgrade=false', '--output', folder], {
      cwd: project,
      env: { ...process.env, ...environment, PATH: path },
    });
  }

  it("writes what the controller would apply for the template's stores", async () => {
    await cdk8s({});
    assert.deepEqual(await readdir(folder), ['demo-shop.k8s.yaml']);
    const documents = parseAllDocuments(await readFile(join(folder, 'demo-shop.k8s.yaml'), 'utf8')).map(
      (document) => document.toJS() as object,
    );
    const read = async (file: string): Promise<Buffer> => await readFile(join(project, 'stores-repo-template', file));
    const store = parseStoreFile(await read('stores/demo-shop.yaml'), 'stores/demo-shop.yaml');
    const fleet = parseFleetFile(await read('fleet/local.yaml'), 'fleet/local.yaml');
    assert.ok('store' in store && 'fleet' in fleet);
    const { stages } = synthesise({ name: 'demo-shop', spec: store.store.spec }, fleet.fleet.spec);
    assert.deepEqual(
      documents,
      stages.flatMap(({ objects }) => objects.map(({ object }) => object)),
    );
  });

  it('fails and names the problem when a store file is wrong', async () => {
    await assert.rejects(
      cdk8s({ URUMI_FLEET: 'stores-repo-template/stores/demo-shop.yaml' }),
      /demo-shop\.yaml:\d+:\d+: /,
    );
  });
});
