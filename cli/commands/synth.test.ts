import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { parseAllDocuments } from 'yaml';
import { CliError } from '../cli-error.ts';
import { registerSynth } from './synth.ts';

const store = (name: string, spec = ''): string =>
  `apiVersion: urumi.dev/v1alpha1\nkind: Store\nmetadata:\n  name: ${name}\nspec:\n  engine: woocommerce\n${spec}`;
const fleet = (name: string): string =>
  `apiVersion: urumi.dev/v1alpha1\nkind: Fleet\nmetadata:\n  name: ${name}\nspec:\n  source:\n    url: https://git.example.com/stores.git\n  environment:\n    domain: ${name}.example.com\n`;

describe('urumi synth', () => {
  const before = process.cwd();
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'urumi-synth-'));
    process.chdir(folder);
    await files({
      'stores/a.yaml': store('a'),
      'stores/eu/b.yaml': store('b', '  plan: large\n'),
      'fleet/local.yaml': fleet('local'),
      'fleet/live.yaml': fleet('live'),
    });
  });
  afterEach(async () => {
    process.chdir(before);
    await rm(folder, { recursive: true });
  });

  async function files(contents: Record<string, string>): Promise<void> {
    for (const [path, content] of Object.entries(contents)) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    }
  }

  async function run(...args: string[]): Promise<{ stdout: string; stderr: string }> {
    const outcome = { stdout: '', stderr: '' };
    const program = new Command('urumi').exitOverride();
    registerSynth(program, {
      stdout: (text) => void (outcome.stdout += text),
      stderr: (text) => void (outcome.stderr += text),
      setExitCode: () => undefined,
      color: false,
    });
    await program.parseAsync(['synth', ...args], { from: 'user' });
    return outcome;
  }

  const failure = (exitCode: number, message: RegExp) => (error: unknown) =>
    error instanceof CliError && error.exitCode === exitCode && message.test(error.message);

  it('prints the manifests of every store as YAML that reads back, for the local fleet', async () => {
    const { stdout, stderr } = await run();
    const documents = parseAllDocuments(stdout).map(
      (document) => document.toJS() as { kind: string; metadata: { namespace?: string } } | null,
    );
    const namespaces = new Set(documents.map((document) => document?.metadata.namespace));
    assert.ok(namespaces.has('store-a') && namespaces.has('store-b'));
    assert.match(stdout, /^# store a: http:\/\/a\.local\.example\.com$/m);
    assert.match(stdout, /^# Secret store-a\/store-db is generated once, in the cluster: root-password, password$/m);
    assert.match(stderr, /^2 stores, \d+ objects, for fleet local$/m);
  });

  it('takes the store files and the fleet that it is given', async () => {
    const { stdout } = await run('stores/eu', '--fleet', 'fleet/live.yaml');
    assert.ok(stdout.includes('host: b.live.example.com'));
    assert.ok(!stdout.includes('# store a:'));
  });

  it('writes a file per store into a folder that it makes', async () => {
    const { stdout } = await run('--output', 'out/manifests');
    assert.equal(stdout, '');
    assert.deepEqual((await readdir('out/manifests')).sort(), ['a.yaml', 'b.yaml']);
    assert.match(await readFile('out/manifests/a.yaml', 'utf8'), /name: store-a$/m);
  });

  it('answers in JSON for scripts', async () => {
    const { stores } = JSON.parse((await run('-o', 'json')).stdout) as {
      stores: { name: string; url: string; stages: { objects: { digest: string }[] }[] }[];
    };
    assert.deepEqual(
      stores.map(({ name, url }) => `${name} ${url}`),
      ['a http://a.local.example.com', 'b http://b.local.example.com'],
    );
    assert.match(stores[0]!.stages[0]!.objects[0]!.digest, /^[0-9a-f]{32}$/);
  });

  it('prints nothing when a file is wrong, and says where', async () => {
    await files({ 'stores/c.yaml': store('c', '  plan: tiny\n') });
    await assert.rejects(run(), failure(1, /stores\/c\.yaml:7:9: spec\.plan "tiny" must be one of/));
  });

  it('refuses two stores that claim one name', async () => {
    await files({ 'stores/us/a.yaml': store('a') });
    await assert.rejects(run(), failure(1, /stores\/us\/a\.yaml:4:9: .*also claimed by/));
  });

  it('names the place of a version that this Urumi cannot run', async () => {
    await files({ 'stores/c.yaml': `${store('c').replace('woocommerce', 'medusa')}  version: 1.20.0\n` });
    await assert.rejects(run(), failure(1, /stores\/c\.yaml:\d+:\d+: spec\.version .*medusa/));
  });

  it('says what to do without a fleet file, and with paths that do not exist', async () => {
    await assert.rejects(run('nowhere'), failure(2, /cannot read nowhere/));
    await assert.rejects(run('--fleet', 'nowhere.yaml'), failure(2, /cannot read nowhere\.yaml/));
    await rm('fleet/local.yaml');
    await assert.rejects(run(), failure(2, /no fleet\/local\.yaml here: name the fleet file with --fleet FILE/));
  });

  it('says so when the folder cannot be written', async () => {
    await files({ taken: 'a file' });
    await assert.rejects(run('--output', 'taken'), failure(2, /cannot write manifests into taken/));
  });
});
