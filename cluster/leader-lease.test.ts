import assert from 'node:assert/strict';
import type { ApiConnection, ApiRequest } from './connection.ts';
import { ApiError } from './errors.ts';
import { fenced } from './fenced-connection.ts';
import { LeaderLease, LeaseLostError } from './leader-lease.ts';
import { silent } from './log.ts';
import type { KubeObject } from './object.ts';
import { settled, VirtualClock } from './testing/virtual-clock.ts';

/** One Lease as the API server keeps it: whoever replaces a version that is not the last one meets a Conflict. */
class Leases {
  readonly clock = new VirtualClock();
  lease: KubeObject | undefined;
  writes = 0;
  /** Requests of these are not answered: taken or not, the answer is lost. */
  readonly cutOff = new Set<string>();
  readonly losesAnswers = new Set<string>();

  candidate(identity: string): LeaderLease {
    const api: ApiConnection = {
      request: async <T>(request: ApiRequest) => this.#answer(identity, request) as T,
      stream: () => assert.fail('nothing is watched'),
    };
    const { clock } = this;
    return new LeaderLease({ api, namespace: 'n', name: 'l', identity, clock, random: () => 0.5, log: silent });
  }

  get holder(): unknown {
    return (this.lease?.['spec'] as { holderIdentity?: string } | undefined)?.holderIdentity;
  }

  #answer(identity: string, { method, path, body, signal }: ApiRequest): KubeObject {
    signal?.throwIfAborted();
    const refuse = (code: 'Unreachable' | 'NotFound' | 'Conflict' | 'AlreadyExists'): never => {
      throw new ApiError({ code, method, path, detail: code });
    };
    if (this.cutOff.has(identity)) refuse('Unreachable');
    if (method === 'GET') return this.lease ?? refuse('NotFound');
    const sent = body as KubeObject;
    const { resourceVersion } = sent.metadata;
    if (method === 'POST' && this.lease !== undefined) refuse('AlreadyExists');
    if (method === 'PUT' && resourceVersion !== this.lease?.metadata.resourceVersion) refuse('Conflict');
    this.writes += 1;
    this.lease = { ...sent, metadata: { ...sent.metadata, resourceVersion: String(this.writes) } };
    if (this.losesAnswers.delete(identity)) refuse('Unreachable');
    return this.lease;
  }
}

/** A process that leads when it may. */
function start(leases: Leases, identity: string) {
  const lease = leases.candidate(identity);
  const stop = new AbortController();
  const state = { leads: false, error: undefined as unknown };
  const run = async (): Promise<void> => {
    await lease.acquire(stop.signal);
    state.leads = true;
    await lease.keep(stop.signal);
  };
  const ended = run().catch((error: unknown) => void (state.error = error));
  return { lease, state, stop, ended };
}

describe('LeaderLease', () => {
  it('lets one lead, and the next when that one gives it back, at its next look', async () => {
    const leases = new Leases();
    const first = start(leases, 'first');
    await settled();
    const second = start(leases, 'second');
    await leases.clock.advance(60_000);
    assert.deepEqual([first.state.leads, second.state.leads], [true, false]);
    assert.ok(first.lease.isHeld && !second.lease.isHeld);
    first.stop.abort(new Error('stops'));
    await first.ended;
    await first.lease.release();
    await leases.clock.advance(3_000);
    assert.ok(second.state.leads && second.lease.isHeld);
    assert.ok(!first.lease.isHeld);
  });

  it('costs one request for each renewal', async () => {
    const leases = new Leases();
    start(leases, 'first');
    await leases.clock.advance(20_000);
    assert.equal(leases.writes, 11);
  });

  it('is taken over when its holder is silent for its whole duration, and not before the holder has stopped writing', async () => {
    const leases = new Leases();
    const first = start(leases, 'first');
    await leases.clock.advance(4_000);
    const second = start(leases, 'second');
    leases.cutOff.add('first');
    let heldFor = 0;
    for (let ms = 0; ms < 30_000 && !second.state.leads; ms += 100) {
      await leases.clock.advance(100);
      if (first.lease.isHeld) heldFor = ms;
      assert.ok(!(first.lease.isHeld && second.lease.isHeld), 'two write at one time');
    }
    assert.ok(second.state.leads);
    assert.ok(heldFor < 10_000 && heldFor > 7_000, `${heldFor} ms`);
    leases.cutOff.clear();
    await leases.clock.advance(5_000);
    assert.ok(first.state.error instanceof LeaseLostError);
    assert.match(first.state.error.message, /second has taken the lease l/);
    assert.ok(!first.lease.isHeld);
  });

  it('goes on leading when the API server was away for long and nobody else came', async () => {
    const leases = new Leases();
    const first = start(leases, 'first');
    await leases.clock.advance(1_000);
    leases.cutOff.add('first');
    await leases.clock.advance(120_000);
    assert.ok(!first.lease.isHeld);
    leases.cutOff.clear();
    await leases.clock.advance(3_000);
    assert.ok(first.lease.isHeld);
    assert.equal(first.state.error, undefined);
  });

  it('survives that the answer to a renewal, or to its first taking, is lost', async () => {
    const leases = new Leases();
    leases.losesAnswers.add('first');
    const first = start(leases, 'first');
    await leases.clock.advance(5_000);
    assert.ok(first.state.leads && first.lease.isHeld);
    leases.losesAnswers.add('first');
    await leases.clock.advance(6_000);
    assert.ok(first.lease.isHeld);
    assert.equal(first.state.error, undefined);
  });

  it('leads at once under the name that it had before it crashed', async () => {
    const leases = new Leases();
    const crashed = start(leases, 'first');
    await settled();
    leases.cutOff.add('first');
    crashed.stop.abort(new Error('crashed'));
    leases.cutOff.clear();
    const again = start(leases, 'first');
    await settled();
    assert.ok(again.state.leads);
  });

  it('is made anew when somebody deletes it, and taken by one of those that try', async () => {
    const leases = new Leases();
    const first = start(leases, 'first');
    await leases.clock.advance(1_000);
    leases.lease = undefined;
    await leases.clock.advance(6_000);
    assert.equal(leases.holder, 'first');
    assert.ok(first.lease.isHeld);
  });

  it('ends to wait when it is told to', async () => {
    const leases = new Leases();
    start(leases, 'first');
    await settled();
    const second = start(leases, 'second');
    await leases.clock.advance(3_000);
    second.stop.abort(new Error('stops'));
    await second.ended;
    assert.match(String(second.state.error), /stops/);
  });
});

describe('fenced', () => {
  it('reads at any time and writes only while the lease is held', async () => {
    const sent: string[] = [];
    const api: ApiConnection = {
      request: async <T>({ method }: ApiRequest) => void sent.push(method) as T,
      stream: async function* stream() {
        yield await Promise.resolve('line');
      },
    };
    const fence = { isHeld: true };
    const connection = fenced(api, fence);
    await connection.request({ method: 'PATCH', path: '/x' });
    fence.isHeld = false;
    await connection.request({ method: 'GET', path: '/x' });
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const)
      await assert.rejects(connection.request({ method, path: '/x' }), /\/x: The lease .* nothing was sent/);
    assert.deepEqual(sent, ['PATCH', 'GET']);
    for await (const line of connection.stream({ method: 'GET', path: '/x' })) assert.equal(line, 'line');
  });
});
