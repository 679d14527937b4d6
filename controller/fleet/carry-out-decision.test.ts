import assert from 'node:assert/strict';
import type { ApiConnection, ApiRequest } from '../../cluster/connection.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { VirtualClock } from '../../cluster/testing/virtual-clock.ts';
import { silent } from '../../cluster/log.ts';
import { apiVersion } from '../../synth/spec/names.ts';
import { carryOutDecision, type Outcome } from './carry-out-decision.ts';
import type { StoreClosing } from './fleet-decision.ts';
import { closure } from './testing/scene.ts';

const closing: StoreClosing = { name: 'demo', uid: 'uid-demo', generation: 3, closure };

/** Carries out one closing against a Store that is, by now, as given. */
async function closed(live: { readonly uid: string; readonly generation: number; readonly protected: boolean }) {
  const object: KubeObject = {
    apiVersion,
    kind: 'Store',
    metadata: { name: 'demo', namespace: 'urumi-system', uid: live.uid, generation: live.generation },
    spec: { engine: 'woocommerce', deletion: { protected: live.protected } },
  };
  const sent: string[] = [];
  const taken: KubeObject[] = [];
  const api: ApiConnection = {
    request<T>({ method }: ApiRequest): Promise<T> {
      sent.push(method);
      return Promise.resolve(object as T);
    },
    stream: () => assert.fail('nothing is to be watched'),
  };
  const decision = { apply: [], close: [closing], reschedule: [], hold: [], release: [], invalid: [] };
  const outcome: Outcome = await carryOutDecision(
    { ...decision, waiting: [], refused: [] },
    {
      api,
      fleet: { name: 'shops', namespace: 'urumi-system' },
      take: (store) => void taken.push(store),
      log: silent,
      clock: new VirtualClock(),
      identity: 'test',
      isPatient: true,
      signal: new AbortController().signal,
    },
  );
  return { sent, taken, failed: outcome.failed };
}

describe('carryOutDecision, a closing', () => {
  it('closes the very object and spec that were judged', async () => {
    const { sent, failed } = await closed({ uid: 'uid-demo', generation: 3, protected: false });
    assert.deepEqual(sent, ['GET', 'PATCH']);
    assert.deepEqual(failed, []);
  });

  it('closes no spec that is newer than the one that was judged: it may be protected by now', async () => {
    const { sent, taken, failed } = await closed({ uid: 'uid-demo', generation: 4, protected: true });
    assert.deepEqual(sent, ['GET']);
    assert.match(failed.join('\n'), /Could not close store demo: its spec has changed since/);
    assert.equal(taken[0]?.metadata.generation, 4, 'the next decision does not wait for the watch');
  });

  it('closes no other object of the same name', async () => {
    const { sent, failed } = await closed({ uid: 'uid-other', generation: 3, protected: false });
    assert.deepEqual(sent, ['GET']);
    assert.deepEqual(failed, []);
  });
});
