import assert from 'node:assert/strict';
import type { AuditMark } from '../sandbox/control-plane/audit-log.ts';
import { Bed } from './harness/bed.ts';
import { controllerRequests } from './harness/controller-requests.ts';
import { storeFile } from './harness/store-file.ts';
import { until } from './harness/until.ts';

/** Sizes of its own, so that a smaller plan asks for no smaller volume. */
const file = (plan: 'small' | 'medium'): string =>
  `${storeFile('shop', { plan })}  storage: {database: 5Gi, files: 10Gi}\n`;

describe('a change of the plan', function () {
  this.timeout(300_000);
  let bed: Bed;

  before(async () => {
    bed = await Bed.start();
    await bed.startController();
    await bed.push({ 'stores/shop.yaml': file('small') });
    await bed.untilPhase('shop', 'Ready', 60_000);
  });

  after(() => bed[Symbol.asyncDispose]());

  /** What was applied since the mark: a letter per request, quotas and limits as q, workloads as w. */
  async function appliedSince(mark: AuditMark): Promise<string> {
    const letters = new Map([
      ['resourcequotas', 'q'],
      ['limitranges', 'q'],
      ['statefulsets.apps', 'w'],
      ['deployments.apps', 'w'],
    ]);
    const requests = await controllerRequests(bed, mark);
    return requests.map(({ verb, resource }) => (verb === 'patch' ? (letters.get(resource) ?? '') : '')).join('');
  }

  async function changeTo(plan: 'small' | 'medium'): Promise<string> {
    const mark = await bed.plane.audit.mark();
    const revision = await bed.push({ 'stores/shop.yaml': file(plan) });
    await until(
      `plan ${plan} is Ready`,
      async () => {
        const status = await bed.status('shop');
        return status?.phase === 'Ready' && status.readyRevision === revision;
      },
      { timeoutMs: 120_000, tell: () => bed.controller.output },
    );
    // A quota that shrinks does so when all is up: it may be a moment behind.
    if (plan === 'small') await until('the quotas have shrunk', async () => (await appliedSince(mark)).endsWith('q'));
    return appliedSince(mark);
  }

  it('raises quotas and limits before the workloads that need them', async () => {
    assert.match(await changeTo('medium'), /^q+w+$/);
  });

  it('lowers them when the workloads have shrunk', async () => {
    assert.match(await changeTo('small'), /^w+q+$/);
  });

  it('shows both in the history, the newest first', async () => {
    const { history = [] } = (await bed.status('shop')) ?? {};
    assert.deepEqual(
      history.map(({ outcome }) => outcome),
      ['Ready', 'Ready', 'Ready'],
    );
  });
});
