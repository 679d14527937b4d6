import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { Stage } from './control-plane/stages.ts';
import { startControlPlane } from './control-plane.ts';
import { processIdentity } from './process/process-identity.ts';
import type { ProgressEvent } from './progress.ts';
import type { SandboxError } from './sandbox-error.ts';
import { clusterClient } from './testing/cluster-client.ts';
import { deployment } from './testing/workloads.ts';

const deployments = '/apis/apps/v1/namespaces/default/deployments';

describe('a control plane for a special purpose', function () {
  this.timeout(60_000);

  it('can do without scheduler and nodes, tells how it goes, and leaves nothing', async () => {
    const events: ProgressEvent[] = [];
    const plane = await startControlPlane({ scheduler: false, kwok: false, onProgress: (event) => events.push(event) });
    const pids = Object.values(plane.components).map(({ pid }) => pid ?? 0);
    try {
      await using people = await clusterClient(plane.kubeconfig);
      assert.deepEqual(Object.keys(plane.components), ['etcd', 'kube-apiserver', 'kube-controller-manager']);
      assert.deepEqual(await people.list('/api/v1/nodes'), []);
      await assert.rejects(plane.audit.mark(), /keeps no audit log/);
      assert.deepEqual(
        new Set(events.filter(({ name }) => name === 'control plane').map(({ step }) => step)),
        new Set(['starting', 'ready']),
      );
    } finally {
      await Promise.all([plane.stop(), plane.stop()]);
    }
    for (const pid of pids) assert.equal(processIdentity(pid), undefined);
    assert.ok(!existsSync(plane.dataDir));
  });

  it('can have other nodes, and pods that never get ready', async () => {
    const podStages: Stage[] = [
      {
        name: 'pod-stuck',
        kind: 'Pod',
        when: [{ jq: '.status.phase', in: ['Pending'] }],
        steps: [{ patch: { root: 'status', subresource: 'status', template: 'phase: Running\nreason: Stuck' } }],
      },
    ];
    await using plane = await startControlPlane({ nodes: 2, podStages });
    await using people = await clusterClient(plane.kubeconfig);
    const nodes = await people.list('/api/v1/nodes');
    assert.deepEqual(
      nodes.map((node) => [node.metadata.name, node.status.allocatable.cpu]),
      [
        ['node-1', '64'],
        ['node-2', '64'],
      ],
    );
    await people.create(deployments, deployment('web', 1));
    const pods = '/api/v1/namespaces/default/pods';
    await people.untilObject(pods, ({ items }) => items[0]?.status.reason === 'Stuck');
    assert.equal((await people.get(`${deployments}/web`)).status.availableReplicas, undefined);
  });

  it('tells of a component that is killed, and starts it again when asked', async () => {
    const failures: SandboxError[] = [];
    await using plane = await startControlPlane({ onFailure: (error) => failures.push(error) });
    await using people = await clusterClient(plane.kubeconfig);
    const { 'kube-controller-manager': manager } = plane.components;
    assert.ok(manager?.pid);
    process.kill(manager.pid, 'SIGKILL');
    await people.create(deployments, deployment('web', 1));
    while (failures.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.match(
      failures[0]?.message ?? '',
      /kube-controller-manager ended by itself \(code 137\)\. Its last words:\n/,
    );
    manager.start();
    await people.untilObject(`${deployments}/web`, ({ status }) => status?.availableReplicas === 1);
    assert.equal(failures.length, 1);
  });
});
