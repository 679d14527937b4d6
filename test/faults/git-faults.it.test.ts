import assert from 'node:assert/strict';
import type { Condition } from '../../synth/spec/status.ts';
import { storeFile } from '../harness/store-file.ts';
import { until } from '../harness/until.ts';
import { FaultBed } from './fault-bed.ts';
import type { Fault, ProxiedRequest } from './fault.ts';
import { firstTimes } from './first-times.ts';
import type { Goal } from './misfits.ts';

const patience = 60_000;

describe('the controller, when the Git server or the way to it fails', function () {
  this.timeout(patience + 30_000);
  let faults: FaultBed;
  const goals = new Map<string, Goal>([['shop', 'Ready']]);

  before(async () => {
    faults = await FaultBed.start();
    await faults.bed.startController();
    await faults.bed.push({ 'stores/shop.yaml': storeFile('shop') });
    await faults.bed.untilPhase('shop', 'Ready', patience);
  });

  after(() => faults[Symbol.asyncDispose]());

  afterEach(() => faults.heal());

  const ready = async (): Promise<Condition | undefined> => {
    const { conditions = [] } = ((await faults.bed.fleet()).status ?? {}) as { conditions?: Condition[] };
    return conditions.find(({ type }) => type === 'Ready');
  };

  /** While nothing can be fetched: the status says why, nothing changes; then the push arrives by itself. */
  async function isOutlived(name: string, fault: Fault, reason: string): Promise<void> {
    faults.git.rule = () => fault;
    await faults.bed.push({ 'stores/shop.yaml': null, [`stores/${name}.yaml`]: storeFile(name) });
    const told = await until(`the Fleet says ${reason}`, async () => {
      const condition = await ready();
      return condition?.reason === reason ? condition : undefined;
    });
    assert.equal(told.status, 'False');
    assert.equal(await faults.bed.store(name), undefined);
    assert.equal((await faults.bed.status('shop'))?.phase, 'Ready');
    await faults.bed.push({ 'stores/shop.yaml': storeFile('shop') });
    faults.heal();
    goals.set(name, 'Ready');
    await faults.bed.untilPhase(name, 'Ready', patience);
    await isSound();
  }

  /** A push that arrives though its pack is spoilt twice on the way. */
  async function isOvercome(name: string, fault: Fault): Promise<void> {
    const isPack = (_request: ProxiedRequest, body: Buffer): boolean => body.includes('want ');
    faults.git.requests.splice(0);
    faults.git.rule = firstTimes(fault, { times: 2, when: isPack });
    goals.set(name, 'Ready');
    await faults.bed.push({ [`stores/${name}.yaml`]: storeFile(name) });
    await faults.bed.untilPhase(name, 'Ready', patience);
    assert.equal(faults.git.requests.filter((request) => request.fault !== undefined).length, 2);
    await isSound();
  }

  async function isSound(): Promise<void> {
    assert.deepEqual(await faults.witness.violations(), []);
    await until('the fleet is Ready', async () => (await ready())?.status === 'True');
    assert.deepEqual(await faults.misfits(goals), []);
  }

  it('changes nothing while the server answers 500, says so, and catches up', async () => {
    await isOutlived('after-500', { kind: 'answer', status: 500 }, 'RepositoryUnreachable');
  });

  it('changes nothing while every connection is reset, says so, and catches up', async () => {
    await isOutlived('after-reset', { kind: 'resetBefore' }, 'RepositoryUnreachable');
  });

  it('takes its time with a slow server, and complains of nothing', async () => {
    faults.git.rule = () => ({ kind: 'late', ms: 1_000 });
    goals.set('patient', 'Ready');
    await faults.bed.push({ 'stores/patient.yaml': storeFile('patient') });
    const seen = new Set<string>();
    await until(
      'the store is Ready',
      async () => {
        seen.add((await ready())?.reason ?? '');
        return (await faults.bed.status('patient'))?.phase === 'Ready';
      },
      { timeoutMs: patience },
    );
    assert.deepEqual(
      [...seen].filter((reason) => !['Applied', 'Applying', 'Fetching', ''].includes(reason)),
      [],
    );
    await isSound();
  });

  it('throws a pack away that was cut off, and fetches it again', async () => {
    await isOvercome('whole', { kind: 'truncate', clean: true });
  });

  it('throws a pack away whose connection broke, and fetches it again', async () => {
    await isOvercome('complete', { kind: 'truncate', clean: false });
  });

  it('does not mistake half a listing for closed stores', async () => {
    faults.git.rule = () => ({ kind: 'truncate', clean: true });
    await faults.bed.push({ 'stores/late.yaml': storeFile('late') });
    await until('the Fleet says so', async () => (await ready())?.status === 'False');
    assert.equal(faults.witness.closingRevisions.size, 0);
    faults.heal();
    goals.set('late', 'Ready');
    await faults.bed.untilPhase('late', 'Ready', patience);
    assert.equal(faults.witness.closingRevisions.size, 0);
    await isSound();
  });
});
