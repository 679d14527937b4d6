import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../../cluster/connect.ts';
import { startControlPlane } from '../../sandbox/control-plane.ts';
import { converse, type Transcript } from './conformance-script.ts';
import { ModelConnection } from './model-connection.ts';
import { ModelServer } from './model/model-server.ts';

describe('the model of the API server', function () {
  this.timeout(120_000);
  let real: Transcript;
  let model: Transcript;

  before(async () => {
    await using plane = await startControlPlane();
    const api = await connect({ kubeconfig: plane.kubeconfig, userAgent: 'urumi-test/1' });
    try {
      real = await converse(api, () => sleep(1_000));
    } finally {
      await api.close();
    }
    let uids = 0;
    const server = new ModelServer({ now: () => Date.now(), uid: () => `uid-${++uids}` });
    model = await converse(new ModelConnection(server), () => sleep(10));
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
});
