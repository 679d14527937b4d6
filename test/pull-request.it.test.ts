import assert from 'node:assert/strict';
import type { PullRequest } from '../forge/pull-request.ts';
import { failureMarker } from '../webhook/github/feedback/failure-comment.ts';
import { ForgeBed } from './harness/forge-bed.ts';
import { storeFile } from './harness/store-file.ts';
import { until } from './harness/until.ts';

const never = new AbortController().signal;

describe('a pull request as the control panel, with a real forge and a real cluster', function () {
  this.timeout(180_000);
  let scene: ForgeBed;
  /** A pull request that was planned after the last merge. */
  let closing: PullRequest;

  before(async () => {
    scene = await ForgeBed.start({ files: { 'stores/README.md': 'One file is one shop.\n' } });
  });
  after(() => scene?.[Symbol.asyncDispose]());

  it('says what merging would do, and says it anew when the pull request changes', async () => {
    const pull = await scene.open('open-demo', { 'stores/demo.yaml': storeFile('demo') });
    const verdict = await scene.untilSaid(pull.head.sha, 'urumi/plan', 'success');
    assert.equal(verdict.description, 'opens 1');
    const said = await until('the comment', () => scene.comment(pull));
    assert.match(said, /`demo`/);
    assert.match(said, /asked by dry run about 2 objects and refuses none/, 'the webhook’s own account may ask');

    const wrong = storeFile('second').replace('woocommerce', 'nonsense');
    await scene.addFile('stores/second.yaml', wrong, 'open-demo');
    const head = await until('Gitea knows the new head', async () => {
      const { head } = await scene.forge.readPullRequest(pull.number, never);
      return head.sha === pull.head.sha ? undefined : head.sha;
    });
    await scene.untilSaid(head, 'urumi/plan', 'failure');
    await until('the comment is edited in place', async () => (await scene.comment(pull))?.includes('second'));
    const comments = await scene.api.request<unknown[]>('GET', `/issues/${pull.number}/comments`);
    assert.equal(comments.length, 1);
  });

  it('tells after the merge that it is on its way, and then that all is well', async () => {
    const pull = await scene.open('open-flowers', { 'stores/flowers.yaml': storeFile('flowers') });
    await scene.untilSaid(pull.head.sha, 'urumi/plan', 'success');
    const sha = await scene.merge(pull);
    await scene.untilSaid(sha, 'urumi/apply', 'pending');
    const { description } = await scene.untilSaid(sha, 'urumi/apply', 'success');
    assert.equal(description, 'applied; 1 store as wished for');
    assert.equal((await scene.bed.status('flowers'))?.phase, 'Ready');
    assert.equal(await scene.fleetHead(), sha);
    assert.equal(await scene.forge.findComment(pull.number, failureMarker('flowers'), never), undefined);
  });

  it('warns first of the data of a store that would close, as the cluster knows it', async () => {
    closing = await scene.open('close-flowers', { 'stores/flowers.yaml': null });
    await scene.untilSaid(closing.head.sha, 'urumi/plan', 'success');
    const text = await until('the comment', () => scene.comment(closing));
    assert.match(text, /^> \[!CAUTION\]\n.*closes 1 store that holds \d+ GiB/);
    assert.match(text, /purged on .*revert the merge/);
    assert.doesNotMatch(text, /Compared without a cluster/);
  });

  it('makes up after a restart for what it missed, and says nothing twice', async () => {
    await scene.stopWebhook();
    const pull = await scene.open('open-late', { 'stores/late.yaml': storeFile('late') });
    const before = await scene.comment(closing);
    await scene.startWebhook();
    await scene.untilSaid(pull.head.sha, 'urumi/plan', 'success');
    await until('the comment', () => scene.comment(pull));
    // It holds the time at which it was planned.
    assert.equal(await scene.comment(closing), before);
  });
});
