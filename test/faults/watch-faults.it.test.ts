import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, type Connection } from '../../cluster/connect.ts';
import { removeObject } from '../../cluster/remove.ts';
import type { Log } from '../../cluster/log.ts';
import { startController, type RunningController } from '../../controller/process/start-controller.ts';
import { systemNamespace } from '../../synth/spec/names.ts';
import { storeFile } from '../harness/store-file.ts';
import { until } from '../harness/until.ts';
import { fastClock } from './fast-clock.ts';
import { FaultBed } from './fault-bed.ts';
import type { ProxiedRequest } from './fault.ts';
import { firstTimes } from './first-times.ts';
import type { Goal } from './misfits.ts';
import type { ProxiedWatch } from './proxied-watch.ts';

/** Time goes ten times as fast for the controller: a watch that is silent for 90 s is silent for 9 s here. */
const speed = 10;
/** A watch is replaced when it was silent for this long, ms of the controller's time. */
const silenceMs = 90_000;
/** Knowledge of this age, ms of the controller's time, is too old to be ready. */
const staleMs = 120_000;
const patience = 60_000;
const deadline = '60m';
const deadlines = { database: deadline, setup: deadline, application: deadline, validation: deadline, total: deadline };

/** A list of what stores consist of, wherever it is; not one that explains why a store waits. */
const isList = ({ method, path: target, query, isWatch }: ProxiedRequest): boolean =>
  method === 'GET' && !isWatch && query.has('limit') && !target.includes('/namespaces/store-');

describe('the controller, when its watches fail', function () {
  this.timeout(patience + 60_000);
  let faults: FaultBed;
  let api: Connection;
  let controller: RunningController;
  let folder: string;
  const goals = new Map<string, Goal>([['shop', 'Ready']]);
  const warnings: string[] = [];

  before(async () => {
    faults = await FaultBed.start({ deadlines });
    api = await connect({ kubeconfig: faults.kubeconfig, userAgent: 'urumi-controller' });
    folder = await mkdtemp(path.join(tmpdir(), 'urumi-faults-'));
    const quiet = (): void => undefined;
    const note = (_fields: object, message: string): void => void warnings.push(message);
    const log: Log = { debug: quiet, info: quiet, warn: note, error: note };
    const clock = fastClock(speed);
    controller = await startController({
      api,
      namespace: systemNamespace,
      identity: 'test',
      log,
      dataDir: folder,
      port: 0,
      clock,
    });
    await controller.ready;
    await faults.bed.push({ 'stores/shop.yaml': storeFile('shop') });
    await faults.bed.untilPhase('shop', 'Ready', patience);
  });

  after(async () => {
    faults.heal();
    await controller.stop();
    await api.close();
    await faults[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  afterEach(() => faults.heal());

  const readyz = async (): Promise<Response> => fetch(`http://127.0.0.1:${controller.port}/readyz`);

  /** Deletes an object of the shop by hand. @returns resolves to the ms after which there was another one */
  async function deletes(kind: string, name: string): Promise<() => Promise<number>> {
    const { uid = '' } = (await faults.bed.object('shop', kind, name))?.metadata ?? {};
    const at = Date.now();
    await removeObject(faults.bed.api, `${kind}/store-shop/${name}`, { uid, propagation: 'Background' });
    return async () => {
      await until(
        `${kind} ${name} is back`,
        async () => {
          const live = (await faults.bed.object('shop', kind, name))?.metadata.uid;
          return live !== undefined && live !== uid;
        },
        { timeoutMs: patience, tell: () => warnings.join('\n') },
      );
      return Date.now() - at;
    };
  }

  const isSound = async (): Promise<void> => {
    await faults.bed.untilPhase('shop', 'Ready', patience);
    assert.deepEqual(await faults.witness.violations(), []);
    assert.deepEqual(await faults.misfits(goals), []);
  };

  /** Spoils every watch that is open, while changes happen that each of them would have told of. */
  async function missesNothing(spoil: (watch: ProxiedWatch) => void): Promise<void> {
    faults.api.requests.splice(0);
    for (const watch of faults.api.watches) spoil(watch);
    const isBack = [
      await deletes('Deployment.apps', 'web'),
      await deletes('Service', 'web'),
      await deletes('ConfigMap', 'store-env'),
    ];
    for (const back of isBack) await back();
    await isSound();
  }

  /** Kinds in which something happens go on where they were. One without any event may have failed five times in a row by now, and is listed. */
  function hasResumed(): void {
    const lists = faults.api.requests.filter(isList).map(({ path }) => path);
    for (const plural of ['deployments', 'services', 'configmaps', 'pods', 'stores'])
      assert.ok(!lists.some((target) => target.endsWith(`/${plural}`)), `${plural} were listed`);
  }

  it('notices a watch that has gone silent for good, replaces it within its inactivity time, and misses no event', async () => {
    await until('all watches are open', () => faults.api.watches.length >= 18);
    const spoilt = faults.api.watches;
    faults.api.requests.splice(0);
    const silentAt = Date.now();
    for (const watch of spoilt) watch.silence();
    const isBack = [
      await deletes('Deployment.apps', 'web'),
      await deletes('ConfigMap', 'store-env'),
      await deletes('Ingress.networking.k8s.io', 'web'),
    ];
    for (const back of isBack) assert.ok((await back()) <= silenceMs / speed + 4_000);
    await until('no silent watch is left', () => spoilt.every(({ isOpen }) => !isOpen), {
      timeoutMs: silenceMs / speed + 4_000 - (Date.now() - silentAt),
    });
    const unwatched = (): string[] => {
      const opened = new Set(faults.api.requests.filter(({ isWatch }) => isWatch).map(({ path }) => path));
      return spoilt.map(({ request }) => request.path).filter((path) => !opened.has(path));
    };
    await until('all are watched again', () => unwatched().length === 0, { tell: () => unwatched().join(', ') });
    const resumed = faults.api.requests.filter(isList).map(({ path }) => path);
    assert.deepEqual(resumed, [], 'they go on where they were, without a list');
    await isSound();
  });

  it('is not ready while what it knows is too old, and is again when it can watch', async () => {
    assert.equal((await readyz()).status, 200);
    faults.api.rule = ({ isWatch }) =>
      isWatch ? { kind: 'answer', status: 503, reason: 'ServiceUnavailable' } : undefined;
    for (const watch of faults.api.watches) watch.silence();
    const isBack = await deletes('Deployment.apps', 'web');
    const answer = await until(
      '/readyz fails',
      async () => {
        const answer = await readyz();
        return answer.status === 503 ? answer : undefined;
      },
      { timeoutMs: staleMs / speed + 4_000 },
    );
    const [, age] = /what the watches know is (\d+) s old/.exec(await answer.text()) ?? [];
    assert.ok(Number(age) >= staleMs / 1_000, `${age} s`);
    faults.heal();
    await until('/readyz is well', async () => (await readyz()).status === 200);
    await isBack();
    await isSound();
  });

  it('lists again after a 410 in the midst of a watch', async () => {
    await missesNothing((watch) => watch.expire());
    assert.ok(faults.api.requests.some(isList), 'nothing was listed');
  });

  it('lists again when a watch is refused with 410', async () => {
    faults.api.rule = firstTimes(
      { kind: 'answer', status: 410, reason: 'Expired' },
      { when: ({ isWatch }) => isWatch },
    );
    await missesNothing((watch) => watch.reset());
    assert.ok(faults.api.requests.some(isList), 'nothing was listed');
  });

  it('goes on where it was when a line of a watch is cut off', async () => {
    const spoilt = faults.api.watches;
    await missesNothing((watch) => watch.truncateNextLine());
    assert.ok(
      spoilt.some(({ isOpen }) => !isOpen),
      'no line was cut off',
    );
    hasResumed();
  });

  it('goes on where it was when the connections of all watches are reset, again and again', async () => {
    faults.api.rule = firstTimes({ kind: 'resetAfter' }, { times: 2, when: ({ isWatch }) => isWatch });
    await missesNothing((watch) => watch.reset());
    hasResumed();
  });

  it('opens and closes shops while watches fail', async () => {
    faults.api.rule = firstTimes({ kind: 'truncate', clean: true }, { times: 3, when: ({ isWatch }) => isWatch });
    for (const watch of faults.api.watches) watch.reset();
    goals.set('second', 'Ready');
    await faults.bed.push({ 'stores/second.yaml': storeFile('second') });
    await faults.bed.untilPhase('second', 'Ready', patience);
    goals.set('second', 'Closed');
    await faults.bed.push({ 'stores/second.yaml': null });
    await faults.bed.untilPhase('second', 'Closed', patience);
    await isSound();
  });
});
