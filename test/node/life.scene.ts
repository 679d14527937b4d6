import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyObject } from '../../cluster/apply.ts';
import { connect, type Connection } from '../../cluster/connect.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { readObject } from '../../cluster/read.ts';
import { removeObject } from '../../cluster/remove.ts';
import { until } from '../harness/until.ts';
import { systemImages } from './images/system-images.ts';
import { addresses } from './machine/addresses.ts';
import { nodeFolder } from './machine/node-folder.ts';
import type { RunningNode } from './machine/running-node.ts';
import { takeDown } from './machine/take-down.ts';
import { tellProgress } from './report.ts';
import { startNode } from './start-node.ts';
import { leftBehind, tracesOn, type Traces } from './traces.ts';

const folder = nodeFolder(process.env);
const up = fileURLToPath(new URL('up.ts', import.meta.url));
const manager = 'urumi-test';
const namespace = 'trial';
const { volumes } = folder;

const restricted = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};
/** Finds itself by name and writes to its volume. */
const trial: readonly KubeObject[] = [
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '64Mi' } } },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'trial', namespace },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'trial',
          image: systemImages.busybox,
          imagePullPolicy: 'Never',
          command: [
            'sh',
            '-c',
            'nslookup kubernetes.default.svc.cluster.local && echo here > /data/file && ! touch /file',
          ],
          securityContext: restricted,
          volumeMounts: [{ name: 'data', mountPath: '/data' }],
        },
      ],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
    },
  },
];

describe('a node', function () {
  this.timeout(1_800_000);
  let earlier: Traces;
  let node: RunningNode;
  let api: Connection;

  before(async () => {
    await takeDown(folder);
    earlier = tracesOn(folder);
    node = await startNode({ forShops: false, onProgress: tellProgress, signal: new AbortController().signal });
    api = await connect({ kubeconfig: node.kubeconfig, userAgent: manager });
  });

  after(async () => {
    await api?.close();
    await takeDown(folder);
  });

  it('runs a pod with a volume and a name, as restricted as those of shops', async () => {
    for (const object of trial) await applyObject(api, object, { manager });
    let last: unknown;
    await until(
      'the pod has succeeded',
      async () => {
        const pod = await readObject<KubeObject & { status?: { phase?: string } }>(api, `Pod/${namespace}/trial`);
        last = pod?.status;
        return pod?.status?.phase === 'Succeeded';
      },
      { timeoutMs: 60_000, intervalMs: 200, tell: () => JSON.stringify(last) },
    );
    const [volume = ''] = readdirSync(volumes);
    assert.ok(existsSync(path.join(volumes, volume, 'file')));
  });

  it('removes a volume with its folder when its namespace goes', async () => {
    const { uid = '' } = (await readObject(api, `Namespace//${namespace}`))?.metadata ?? {};
    await removeObject(api, `Namespace//${namespace}`, { uid, propagation: 'Background' });
    const gone = async () => (await readObject(api, `Namespace//${namespace}`)) === undefined;
    await until('the namespace is gone', gone, { timeoutMs: 90_000, intervalMs: 200 });
    await until('the folder is gone', () => readdirSync(volumes).length === 0, { timeoutMs: 30_000, intervalMs: 200 });
  });

  it('leaves nothing when it is taken down', async () => {
    await api.close();
    assert.equal(await takeDown(folder), true);
    assert.deepEqual(leftBehind(earlier, tracesOn(folder)), []);
  });

  it('leaves nothing when whoever brings it up is killed half way, and it is taken down then', async () => {
    const child = spawn(process.execPath, [up, '--bare'], { stdio: 'ignore' });
    await until('it has begun', () => existsSync(`/sys/class/net/${addresses.link}`), { timeoutMs: 300_000 });
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(await takeDown(folder), true);
    assert.deepEqual(leftBehind(earlier, tracesOn(folder)), []);
    assert.equal(await takeDown(folder), false);
  });
});
