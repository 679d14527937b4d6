import assert from 'node:assert/strict';
import { plainStores, planOf, storeFile } from '../../../plan/testing/scene.ts';
import { planComment, tellsOf } from './plan-comment.ts';
import { planVerdict } from './plan-verdict.ts';

describe('planVerdict', () => {
  it('is a success where nothing stands in the way', async () => {
    const { report } = await planOf({ 'stores/a.yaml': storeFile('a') }, { 'stores/b.yaml': storeFile('b') });
    assert.deepEqual(planVerdict([report]), { conclusion: 'success', title: 'closes 1, opens 1' });
    const { report: nothing } = await planOf({}, {});
    assert.deepEqual(planVerdict([nothing]), { conclusion: 'success', title: 'changes no store' });
  });

  it('is neutral where closings will wait for approval', async () => {
    const before = plainStores(10);
    const { report } = await planOf(before, { 'stores/s0.yaml': before['stores/s0.yaml'] ?? '' });
    const { conclusion, title } = planVerdict([report]);
    assert.equal(conclusion, 'neutral');
    assert.equal(title, 'approval will be needed (ClosuresHeld): closes 9');
  });

  it('is a failure for what is wrong in a file, and for a protected store that would close', async () => {
    const before = { 'stores/a.yaml': storeFile('a', 'deletion: {protected: true}') };
    const { report } = await planOf(before, { 'stores/b.yaml': storeFile('b', 'plan: huge') });
    assert.deepEqual(planVerdict([report]), {
      conclusion: 'failure',
      title: '1 problem, 1 protected store would close',
    });
  });

  it('is a failure for what the cluster refuses', async () => {
    const refused = [{ id: 'Deployment.apps/store-a/web', message: 'no' }];
    const check = { checked: 1, refused, warnings: [], unchecked: [], drifted: [] };
    const { report } = await planOf({}, { 'stores/a.yaml': storeFile('a') }, { check });
    assert.deepEqual(planVerdict([report]), { conclusion: 'failure', title: '1 object that the cluster refuses' });
  });

  it('is the worst of several fleets', async () => {
    const { report: good } = await planOf({}, { 'stores/a.yaml': storeFile('a') });
    const { report: bad } = await planOf({}, { 'stores/a.yaml': storeFile('a', 'plan: huge') });
    assert.equal(planVerdict([good, bad]).conclusion, 'failure');
  });
});

describe('planComment', () => {
  it('ends in the key of what was planned, by which it is known again', async () => {
    const { report } = await planOf({}, { 'stores/a.yaml': storeFile('a') });
    const text = planComment([report], 'abc');
    assert.equal(tellsOf(text, 'abc'), true);
    assert.equal(tellsOf(text, 'ab'), false);
    assert.equal(tellsOf(`${text}more`, 'abc'), false);
  });

  it('begins with the fleet whose data is at risk, whichever it is', async () => {
    const { report: safe } = await planOf({}, plainStores(1));
    const { report: risky } = await planOf(plainStores(2), { 'stores/s1.yaml': storeFile('s1') });
    const text = planComment([safe, risky], 'abc');
    assert.match(text, /^> \[!CAUTION\]\n> \*\*Data at risk/);
    assert.match(text, /1 opened/);
  });

  it('has room for no more fleets than it can tell of, and counts the others', async () => {
    const { report } = await planOf({}, plainStores(40));
    const text = planComment(
      Array.from({ length: 9 }, () => report),
      'abc',
    );
    assert.ok(text.length < 65_000, `${text.length} characters`);
    assert.match(text, /plans of 3 more fleets/);
  });
});
