import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { connectionFile, connectionSchema, type Connection } from './connection.ts';
import { processIdentity } from './process/process-identity.ts';
import { until } from './process/until.ts';
import { SandboxError } from './sandbox-error.ts';
import { startSandbox } from './sandbox.ts';
import { clusterClient } from './testing/cluster-client.ts';
import { statefulSet } from './testing/workloads.ts';

const program = fileURLToPath(new URL('testing/run-sandbox.ts', import.meta.url));
const claims = '/api/v1/namespaces/default/persistentvolumeclaims';

describe('a sandbox', function () {
  this.timeout(90_000);
  let folder: string;
  let data: string;
  let template: string;
  let running: ChildProcess | undefined;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'urumi-sandbox-test-'));
    data = path.join(folder, 'data');
    template = path.join(folder, 'template');
    mkdirSync(path.join(template, 'stores'), { recursive: true });
    writeFileSync(path.join(template, 'stores', 'demo.yaml'), 'kind: Store\n');
  });

  after(() => {
    running?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs it as a process of its own until it is ready. */
  const run = async (...more: string[]): Promise<Connection> => {
    const child = spawn(process.execPath, [program, data, template, ...more], { stdio: ['ignore', 'pipe', 'inherit'] });
    running = child;
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('ready ')) return connectionSchema.parse(JSON.parse(line.slice(6)));
    }
    throw new Error('The sandbox ended before it was ready.');
  };

  const end = async (signal: NodeJS.Signals) => {
    const child = running;
    assert.ok(child);
    running = undefined;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  };

  /** The pids of all components, by name. */
  const pids = (): Map<string, number> =>
    new Map(
      ['control-plane', 'forge'].flatMap((part) =>
        readdirSync(path.join(data, part, 'run')).map((file): [string, number] => [
          file.replace('.pid', ''),
          Number(readFileSync(path.join(data, part, 'run', file), 'utf8')),
        ]),
      ),
    );

  const allGone = async (all: Map<string, number>, timeoutMs: number) => {
    const alive = () => [...all].filter(([, pid]) => processIdentity(pid) !== undefined).map(([name]) => name);
    await until(async () => (alive().length === 0 ? true : undefined), { timeoutMs, intervalMs: 20 });
    assert.deepEqual(alive(), [], `still alive after ${timeoutMs} ms`);
  };

  let volume: string;

  it('tells scripts how to reach it, and nobody else', async () => {
    const connection = await run();
    const file = connectionFile(data);
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), connection);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(connection, {
      kubeconfig: path.join(data, 'control-plane', 'kubeconfigs', 'sandbox-administrator.yaml'),
      repository: `${connection.forge.url}/urumi/stores.git`,
      branch: 'main',
      forge: {
        kind: 'gitea',
        url: connection.forge.url,
        owner: 'urumi',
        repo: 'stores',
        tokenFile: path.join(data, 'forge', 'token'),
      },
      ui: null,
      pid: running?.pid,
    });
    const raw = await fetch(`${connection.forge.url}/urumi/stores/raw/branch/main/stores/demo.yaml`);
    assert.equal(await raw.text(), 'kind: Store\n');

    await using people = await clusterClient(connection.kubeconfig);
    await people.create('/apis/apps/v1/namespaces/default/statefulsets', statefulSet('lasting', '1Gi'));
    const claim = await people.untilObject(`${claims}/data-lasting-0`, ({ status }) => status.phase === 'Bound');
    volume = claim.spec.volumeName;
  });

  it('refuses a second one on the same data, and names the first', async () => {
    await assert.rejects(startSandbox({ dataDir: data, template }), (error) => {
      assert.ok(error instanceof SandboxError);
      assert.match(error.message, new RegExp(`${data} is in use by process ${running?.pid}.`));
      return true;
    });
    assert.ok(existsSync(connectionFile(data)), 'and leaves its connection.json alone');
  });

  it('is gone within two seconds of a kill -9 of its process', async () => {
    const all = pids();
    assert.deepEqual([...all.keys()].sort(), [
      'etcd',
      'gitea',
      'kube-apiserver',
      'kube-controller-manager',
      'kube-scheduler',
      'kwok',
    ]);
    for (const [name, pid] of all) assert.ok(processIdentity(pid), `${name} runs`);
    await end('SIGKILL');
    await allGone(all, 2000);
  });

  it('has the same objects, volumes, repository and addresses after that', async () => {
    const before = connectionSchema.parse(JSON.parse(readFileSync(connectionFile(data), 'utf8')));
    const connection = await run();
    assert.deepEqual({ ...connection, pid: 0 }, { ...before, pid: 0 });
    await using people = await clusterClient(connection.kubeconfig);
    assert.equal((await people.get(`${claims}/data-lasting-0`)).spec.volumeName, volume);
    assert.equal((await people.get(`/api/v1/persistentvolumes/${volume}`)).status.phase, 'Bound');
    await people.delete('/api/v1/namespaces/default/pods/lasting-0');
    await people.untilObject(
      '/apis/apps/v1/namespaces/default/statefulsets/lasting',
      ({ status }) => status?.readyReplicas === 1,
    );
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`is gone within two seconds of ${signal} to a process that does not handle it`, async () => {
      if (running === undefined) await run();
      const all = pids();
      await end(signal);
      await allGone(all, 2000);
    });
  }

  it('stops in order when it is told to, and takes connection.json away', async () => {
    await run();
    const all = pids();
    await end('SIGUSR2');
    await allGone(all, 0);
    assert.ok(!existsSync(connectionFile(data)));
  });

  it('begins anew with reset, at the same addresses', async () => {
    const ports = readFileSync(path.join(data, 'control-plane', 'ports.json'), 'utf8');
    writeFileSync(path.join(data, 'mine.txt'), 'not yours');
    const connection = await run('reset');
    await using people = await clusterClient(connection.kubeconfig);
    assert.deepEqual(await people.list(claims), []);
    assert.equal(readFileSync(path.join(data, 'control-plane', 'ports.json'), 'utf8'), ports);
    assert.ok(existsSync(path.join(data, 'mine.txt')), 'what is not of the sandbox stays');
    await end('SIGUSR2');
  });

  it('says so when its template is not there', async () => {
    await assert.rejects(
      startSandbox({ dataDir: data, template: '/nowhere' }),
      /template of the stores repo, \/nowhere, is not there/,
    );
  });

  it('gives up when it is told to while it starts, and leaves nothing', async () => {
    const failing = startSandbox({ dataDir: data, template, signal: AbortSignal.timeout(1500) });
    await assert.rejects(failing, { name: 'TimeoutError' });
    assert.deepEqual([...pids()], []);
  });
});
