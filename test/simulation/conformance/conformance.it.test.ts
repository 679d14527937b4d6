import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyObject } from '../../../cluster/apply.ts';
import { connect } from '../../../cluster/connect.ts';
import { SeededRandom } from '../../../controller/store/testing/seeded-random.ts';
import { startControlPlane } from '../../../sandbox/control-plane.ts';
import { storeCrd } from '../../../synth/spec/crd.ts';
import { ControllerManager } from '../controllers/controller-manager.ts';
import { ModelServer } from '../model/model-server.ts';
import { Trouble } from '../trouble.ts';
import { VirtualTime } from '../virtual-time.ts';
import { apiVersion } from '../../../synth/spec/names.ts';
import { get, until, type Cluster, type Finding } from './cluster.ts';
import { live } from './cluster-script.ts';
import { ModelConnection } from './model-connection.ts';
import { converse, type Transcript } from './requests.ts';

/** A model server with the model's controllers, in a time of its own and without trouble. */
function modelCluster(): Cluster {
  const time = new VirtualTime();
  const trouble = new Trouble(new SeededRandom(1));
  trouble.end();
  let uids = 0;
  const server = new ModelServer({ now: () => time.now(), uid: () => `uid-${++uids}` });
  void new ControllerManager(time.quiet, server, trouble);
  return {
    api: new ModelConnection(server),
    wait: (ms) => time.run(time.now() + ms),
    compact: async () => server.objects.compact(),
  };
}

describe('the model of the cluster', function () {
  this.timeout(120_000);
  let real: Transcript;
  let model: Transcript;
  let happened: readonly Finding[];

  before(async () => {
    await using plane = await startControlPlane();
    const api = await connect({ kubeconfig: plane.kubeconfig, userAgent: 'urumi-test/1' });
    try {
      await applyObject(api, storeCrd(), { manager: 'test' });
      const asked = Promise.withResolvers<void>();
      // The API server remembers what it has seen since it started.
      const compact = async (): Promise<void> => {
        await asked.promise;
        await plane.components['kube-apiserver']?.restart();
        await serves();
      };
      const cluster = { api, wait: sleep, compact };
      const serves = () => until(cluster, get(`/apis/${apiVersion}/stores`), (answer) => typeof answer !== 'string');
      await serves();
      const transcribed = converse(api, () => sleep(1_000)).finally(() => asked.resolve());
      const [transcript, findings] = await Promise.all([transcribed, live(cluster)]);
      real = transcript;
      happened = findings;
    } finally {
      await api.close();
    }
    model = await converse(modelCluster().api, () => sleep(10));
  });

  it('answers as the real one does', () => {
    const expected = new Map(real.answers);
    for (const [call, answer] of model.answers) assert.deepEqual(answer, expected.get(call), call);
    assert.equal(model.answers.length, real.answers.length);
  });

  it('tells watches what the real one tells', () => {
    assert.deepEqual(model.events, real.events);
    assert.ok(real.events.length >= 8, 'the script makes events');
  });

  it('does what the controllers of the real one do', async () => {
    const findings = await live(modelCluster());
    const expected = new Map(happened);
    for (const [what, answer] of findings) assert.deepEqual(answer, expected.get(what), what);
    assert.equal(findings.length, happened.length);
  });
});
