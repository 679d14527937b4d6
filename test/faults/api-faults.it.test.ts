import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StoreStatus } from '../../synth/spec/store.ts';
import { namespaceOf } from '../../synth/spec/names.ts';
import { controllerRequests } from '../harness/controller-requests.ts';
import { storeFile } from '../harness/store-file.ts';
import { until } from '../harness/until.ts';
import { FaultBed } from './fault-bed.ts';
import type { FaultRule } from './fault.ts';
import { firstTimes, isWrite } from './first-times.ts';
import type { Goal } from './misfits.ts';

const patience = 120_000;

describe('the controller, when the API server or the way to it fails', function () {
  this.timeout(patience + 30_000);
  let faults: FaultBed;
  const goals = new Map<string, Goal>();

  before(async () => {
    faults = await FaultBed.start({ limits: { closuresPerRevision: 100 } });
    const controller = await faults.bed.startController();
    await until('the controller runs', () => controller.output.includes('the controller runs'));
  });

  after(() => faults[Symbol.asyncDispose]());

  afterEach(() => faults.heal());

  /** Pushes files of stores while a fault is on. */
  async function pushes(rule: FaultRule, ...names: readonly string[]): Promise<void> {
    faults.api.requests.splice(0);
    faults.api.rule = rule;
    for (const name of names) goals.set(name, 'Ready');
    await faults.bed.push(Object.fromEntries(names.map((name) => [`stores/${name}.yaml`, storeFile(name)])));
  }

  /** Opens a store while a fault is on, which stays on until the store is Ready. */
  async function opens(name: string, rule: FaultRule): Promise<StoreStatus> {
    await pushes(rule, name);
    return faults.bed.untilPhase(name, 'Ready', patience);
  }

  /** Nothing was lost, changed, leaked or made twice, and the fault was there. */
  async function isSound(name: string): Promise<void> {
    assert.ok(
      faults.api.requests.some(({ fault }) => fault !== undefined),
      'no request met the fault',
    );
    assert.deepEqual(await faults.witness.violations(), []);
    assert.deepEqual([...new Set(faults.witness.jobsOf(namespaceOf(name)).values())], [1], 'a Job was made twice');
    faults.heal();
    assert.deepEqual(await faults.misfits(goals), []);
  }

  it('waits as long as a 429 with Retry-After asks before it sends the same again', async () => {
    await opens('throttled', firstTimes({ kind: 'answer', status: 429, retryAfterSeconds: 2 }, { when: isWrite }));
    const again = new Map<string, number>();
    let waits = 0;
    // What is created in one collection is not the same again: three Secrets, many Events.
    for (const { method, path, at, fault } of faults.api.requests.filter((request) => request.method !== 'POST')) {
      const key = `${method} ${path}`;
      const dueAt = again.get(key);
      if (dueAt !== undefined) {
        assert.ok(at >= dueAt - 20, `${key} came ${dueAt - at} ms too soon`);
        waits += 1;
        again.delete(key);
      }
      if (fault !== undefined) again.set(key, at + 2_000);
    }
    assert.ok(waits > 20, `${waits} requests were sent again`);
    await isSound('throttled');
  });

  it('repeats what was answered with 500', async () => {
    await opens('broken', firstTimes({ kind: 'answer', status: 500, reason: 'InternalError' }));
    await isSound('broken');
  });

  it('outlives an API server that answers everything with 503', async () => {
    await pushes(() => ({ kind: 'answer', status: 503, reason: 'ServiceUnavailable' }), 'unavailable');
    for (const watch of faults.api.watches) watch.reset();
    await sleep(6_000);
    assert.equal(await faults.bed.store('unavailable'), undefined);
    faults.heal();
    await faults.bed.untilPhase('unavailable', 'Ready', patience);
    await isSound('unavailable');
  });

  it('decides anew after a 409, be it for a change, a removal or a creation', async () => {
    await opens('contended', firstTimes({ kind: 'answer', status: 409, reason: 'Conflict' }, { when: isWrite }));
    await isSound('contended');
    faults.api.rule = firstTimes({ kind: 'answer', status: 409, reason: 'Conflict' }, { when: isWrite });
    await faults.bed.push({ 'stores/contended.yaml': null });
    await faults.bed.untilPhase('contended', 'Closed', patience);
    goals.set('contended', 'Closed');
    await isSound('contended');
  });

  it('repeats a request whose connection was reset before the server had it', async () => {
    await opens('unheard', firstTimes({ kind: 'resetBefore' }, { times: 2 }));
    await isSound('unheard');
  });

  it('makes nothing twice when the connection is reset after the server has acted', async () => {
    await opens('unanswered', firstTimes({ kind: 'resetAfter' }, { times: 2 }));
    await isSound('unanswered');
  });

  it('removes everything once, volumes included, when no removal is answered', async () => {
    await faults.bed.push({ 'stores/removed.yaml': storeFile('removed', { deletion: 'Delete' }) });
    await faults.bed.untilPhase('removed', 'Ready', patience);
    faults.api.requests.splice(0);
    faults.api.rule = firstTimes({ kind: 'resetAfter' }, { times: 2, when: ({ method }) => method === 'DELETE' });
    await faults.bed.push({ 'stores/removed.yaml': null });
    await until('the Store is gone', async () => (await faults.bed.store('removed')) === undefined, {
      timeoutMs: patience,
      tell: () => faults.bed.controller.output,
    });
    goals.set('removed', 'gone');
    await isSound('removed');
  });

  it('lets a slow answer hold up its own store alone', async () => {
    const isSlow = ({ path }: { path: string }): boolean => path.includes('/store-slow/');
    await pushes(
      (request) => (isSlow(request) && isWrite(request) ? { kind: 'late', ms: 1_500 } : undefined),
      'slow',
      'quick',
    );
    for (const name of ['slow', 'quick']) await faults.bed.untilPhase(name, 'Ready', patience);
    const readyAt = async (name: string): Promise<number> => {
      const { stages = [] } = (await faults.bed.status(name)) ?? {};
      return Date.parse(stages.at(-1)?.endedAt ?? '');
    };
    assert.ok((await readyAt('quick')) + 3_000 < (await readyAt('slow')));
    await isSound('slow');
  });

  it('asks again when an answer ends in its middle', async () => {
    const [halved, halvedCleanly] = [false, true].map((clean) => firstTimes({ kind: 'truncate', clean }));
    let count = 0;
    await opens('halved', (...request) => (count++ % 2 === 0 ? halved : halvedCleanly)?.(...request));
    await isSound('halved');
  });

  it('goes on with new credentials when its own have ended, without a restart', async () => {
    const pid = faults.bed.controller.pid;
    await faults.revokeToken();
    faults.api.requests.splice(0);
    await faults.bed.push({ 'stores/locked-out.yaml': storeFile('locked-out') });
    await until('the API server has refused', () => faults.api.requests.some(({ status }) => status === 401));
    await sleep(2_000);
    assert.equal(await faults.bed.store('locked-out'), undefined);
    await faults.renewToken();
    goals.set('locked-out', 'Ready');
    await faults.bed.untilPhase('locked-out', 'Ready', patience);
    assert.equal(faults.bed.controller.pid, pid);
    assert.ok(faults.bed.controller.isRunning);
    assert.deepEqual(await faults.misfits(goals), []);
  });

  it('has told nobody its token, and has written nothing where nothing had to be', async () => {
    assert.doesNotMatch(faults.bed.controller.output, /eyJ[\w-]{20,}\./, 'a token is in the log');
    const requests = await controllerRequests(faults.bed);
    const made = requests.filter(
      ({ verb, resource, code }) => resource === 'jobs.batch' && verb === 'patch' && code === 201,
    );
    const names = made.map(({ namespace, name }) => `${namespace}/${name}`);
    assert.equal(new Set(names).size, names.length);
  });
});
