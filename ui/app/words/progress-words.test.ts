import assert from 'node:assert/strict';
import type { ChangeView } from '../../server/api/change-view.ts';
import type { StoreDetail } from '../../server/api/store-detail.ts';
import { progressOf, type ProgressFacts } from './progress-words.ts';

const change: ChangeView = {
  number: 7,
  title: 'Close a',
  url: 'http://forge.test/7',
  state: 'open',
  author: 'ann',
  branch: 'urumi/close-a',
  headSha: 'h',
  base: 'main',
};
const success = { state: 'success', description: 'closes 1', needsApproval: false } as const;
const detail = (phase: StoreDetail['phase'], revision = 'old'): StoreDetail =>
  ({ name: 'a', phase, revision, message: 'as wished for', stages: [], history: [], todo: [], next: [] }) as never;
const facts = (more: Partial<ProgressFacts>): ProgressFacts => ({
  verb: 'close',
  store: 'a',
  change,
  detail: undefined,
  before: undefined,
  conflicts: false,
  now: 0,
  ...more,
});
const states = (more: Partial<ProgressFacts>) => progressOf(facts(more)).steps.map(({ state }) => state);

describe('the way of a change', () => {
  it('goes from pull request to plan, to merge, to the cluster', () => {
    assert.deepEqual(states({}), ['done', 'now', 'later', 'later']);
    assert.deepEqual(states({ change: { ...change, plan: success } }), ['done', 'done', 'now', 'later']);
    const merged: ChangeView = { ...change, state: 'merged', plan: success };
    assert.deepEqual(states({ change: merged, detail: detail('Ready') }), ['done', 'done', 'done', 'now']);
    assert.deepEqual(states({ change: merged, detail: detail('Closed') }), ['done', 'done', 'done', 'done']);
    assert.equal(progressOf(facts({ change: merged, detail: detail('Closed') })).headline, 'a is closed');
  });

  it('says that it conflicts with what was merged meanwhile, and what to do', () => {
    const { headline, steps } = progressOf(facts({ change: { ...change, plan: success }, conflicts: true }));
    assert.equal(headline, 'a cannot be merged like this');
    assert.deepEqual([steps[2]?.state, steps[2]?.title], ['wrong', 'Conflicts with main']);
    assert.match(steps[2]?.text ?? '', /change the store as it is now/);
  });

  it('says of a merge whose closings a guard would hold that it takes more than a click', () => {
    const description = 'approval will be needed (ClosuresHeld): closes 9';
    const { steps } = progressOf(
      facts({ change: { ...change, plan: { ...success, description, needsApproval: true } } }),
    );
    assert.equal(steps[1]?.text, 'Approval will be needed (ClosuresHeld): closes 9.');
    assert.match(steps[2]?.text ?? '', /somebody has to say how many/);
  });

  it('stops where the plan says no, and where somebody closed the request', () => {
    const failed: ChangeView = {
      ...change,
      plan: { state: 'failure', description: 'a host clashes', needsApproval: false },
    };
    assert.deepEqual(states({ change: failed }), ['done', 'wrong', 'later', 'later']);
    assert.deepEqual(states({ change: { ...change, state: 'closed', plan: success } })[2], 'wrong');
  });

  it('is at its end only when the store is where it leads, and not where it was before', () => {
    const merged: ChangeView = { ...change, state: 'merged', plan: success, mergeCommit: 'new' };
    const done = (more: Partial<ProgressFacts>) => progressOf(facts({ change: merged, ...more })).isDone;
    assert.equal(done({ verb: 'change', detail: detail('Ready', 'old'), before: 'old' }), false);
    assert.equal(done({ verb: 'change', detail: detail('Provisioning', 'new'), before: 'old' }), false);
    assert.equal(done({ verb: 'change', detail: detail('Ready', 'new'), before: undefined }), true);
    assert.equal(done({ verb: 'change', detail: detail('Ready', 'newer'), before: 'old' }), true);
    assert.equal(done({ verb: 'rollback', detail: detail('Ready', 'new'), before: 'old' }), true);
    assert.equal(done({ verb: 'open', detail: null }), false);
    assert.equal(done({ verb: 'close', detail: null }), true, 'its data went with its file');
  });

  it('is under way while a shop that serves changes, which stays Ready meanwhile', () => {
    const merged: ChangeView = { ...change, state: 'merged', plan: success, mergeCommit: 'new' };
    const stage = { name: 'setup', done: 3, of: 7 } as const;
    const at = facts({ change: merged, verb: 'rollback', detail: { ...detail('Ready', 'new'), stage }, before: 'old' });
    assert.equal(progressOf(at).isDone, false);
    assert.match(progressOf(at).steps[3]?.text ?? '', /stage 4 of 7/);
    assert.equal(progressOf({ ...at, detail: detail('Ready', 'new') }).isDone, true);
  });

  it('leads a store that is suspended to rest, and one that is resumed to Ready', () => {
    const merged: ChangeView = { ...change, state: 'merged', plan: success, mergeCommit: 'new' };
    const done = (verb: 'suspend' | 'resume', phase: StoreDetail['phase'], revision = 'new') =>
      progressOf(facts({ change: merged, verb, detail: detail(phase, revision), before: 'old' })).isDone;
    assert.deepEqual(
      [done('suspend', 'Ready'), done('suspend', 'Suspended'), done('suspend', 'Suspended', 'old')],
      [false, true, false],
    );
    assert.deepEqual([done('resume', 'Suspended'), done('resume', 'Ready')], [false, true]);
  });
});
