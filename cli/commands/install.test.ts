import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { recordedIo, type RecordedIo } from '../recorded-io.ts';
import { run } from '../run.ts';

const fleet = fileURLToPath(new URL('../../stores-repo-template/fleet/production.yaml', import.meta.url));
const image = 'registry.example.com/team/urumi:0.1.0';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: { readonly template?: { readonly spec: Record<string, unknown> } };
}

async function installed(...args: string[]): Promise<RecordedIo> {
  const io = recordedIo();
  await run(['install', '--dry-run', ...args], io);
  return io;
}

function manifests({ out }: RecordedIo): Manifest[] {
  return parseAllDocuments(out()).map((document) => document.toJS() as Manifest);
}

describe('urumi install --dry-run', () => {
  it('prints no process unless an image is named', async () => {
    const kinds = manifests(await installed()).map(({ kind }) => kind);
    assert.ok(kinds.includes('CustomResourceDefinition'));
    assert.ok(!kinds.includes('Deployment'));
  });

  it('prints what is to run, from the image, with the Secrets that it needs', async () => {
    const all = manifests(await installed('--image', image, '--run', 'webhook', 'ui', '--pull-secret', 'pull'));
    const pods = all.flatMap(({ kind, metadata, spec }) =>
      kind === 'Deployment' ? [[metadata.name, spec?.template?.spec]] : [],
    );
    assert.deepEqual(
      pods.map(([name]) => name),
      ['urumi-webhook', 'urumi-ui'],
    );
    for (const [, pod] of pods as [string, { containers: { image: string }[]; imagePullSecrets: object[] }][]) {
      assert.equal(pod.containers[0]?.image, image);
      assert.deepEqual(pod.imagePullSecrets, [{ name: 'pull' }]);
    }
  });

  it('prints the fleet of a fleet file', async () => {
    const found = manifests(await installed('--fleet', fleet)).find(({ kind }) => kind === 'Fleet');
    assert.deepEqual(found?.metadata, { name: 'production', namespace: 'urumi-system' });
  });

  it('gives the webhook rights to plan, and to read Secrets, only when told to', async () => {
    const bindings = (io: RecordedIo): string[] =>
      manifests(io).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    assert.ok(!bindings(await installed()).includes('ClusterRoleBinding urumi-planner'));
    assert.ok(bindings(await installed('--planner')).includes('ClusterRoleBinding urumi-planner'));
    assert.doesNotMatch((await installed()).out(), /stores-repo/);
    assert.match((await installed('--git-secret', 'stores-repo')).out(), /resourceNames:\n +- stores-repo\n/);
  });

  it('prints Ingresses only when told to, through the ingress controller of the fleet', async () => {
    const all = ['--image', image, '--run', 'webhook', 'ui', '--ui-host', 'urumi.example.com', '--fleet', fleet];
    const hostsOf = (io: RecordedIo): string[] =>
      manifests(io).flatMap(({ kind, metadata }) => (kind === 'Ingress' ? [metadata.name] : []));
    assert.deepEqual(hostsOf(await installed(...all)), []);
    const open = await installed(...all, '--webhook-host', 'hooks.example.com', '--ui-ingress');
    assert.deepEqual(hostsOf(open), ['urumi-webhook', 'urumi-ui']);
    assert.match(open.out(), /cert-manager\.io\/cluster-issuer: letsencrypt/);
    assert.match(open.err(), /whoever reaches its Ingress sees every store/);
    const asked = await installed(...all, '--ui-ingress', '--ui-annotation', 'a.example/auth=oauth2@file', 'b=c=d');
    assert.match(asked.out(), /a\.example\/auth: oauth2@file\n +b: c=d\n/);
    assert.equal(asked.err(), '');
  });

  it('names the Secret by which the web UI reads the forge, and no value', async () => {
    const { out } = await installed('--image', image, '--run', 'ui', '--ui-forge-secret', 'reads-shops');
    assert.match(out(), /- --forge\n +- \/etc\/urumi\/forge\.yaml\n/);
    assert.match(out(), /secretName: reads-shops\n/);
  });

  it('says what does not go together', async () => {
    for (const args of [
      ['--run', 'ui'],
      ['--image', image, '--run', 'everything'],
      ['--image', '-x y'],
      ['--fleet', '/none.yaml'],
      ['--image', image, '--run', 'webhook', '--webhook-host', 'hooks.example.com'],
      ['--image', image, '--run', 'webhook', '--webhook-host', 'https://hooks.example.com', '--fleet', fleet],
      ['--image', image, '--webhook-host', 'hooks.example.com', '--fleet', fleet],
      ['--image', image, '--run', 'ui', '--ui-ingress', '--fleet', fleet],
      ['--image', image, '--run', 'ui', '--ui-host', 'localhost', '--ui-ingress', '--fleet', fleet],
      ['--image', image, '--run', 'ui', '--ui-annotation', 'a=b'],
      ['--image', image, '--run', 'ui', '--ui-ingress', '--ui-annotation', 'no value'],
    ]) {
      const { exitCode, out } = await installed(...args);
      assert.equal(exitCode(), 2, args.join(' '));
      assert.equal(out(), '');
    }
    assert.match((await installed('--run', 'ui')).err(), /say which --image; none is published/);
  });
});
