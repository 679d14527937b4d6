import assert from 'node:assert/strict';
import { until } from '../../../cluster/testing/until.ts';
import { ForgeError } from '../../../forge/forge-error.ts';
import { storeFile } from '../../../plan/testing/scene.ts';
import { pullExample } from '../../testing/memory-forge.ts';
import { PullScene } from '../../testing/pull-scene.ts';
import { sweepPulls } from './sweep.ts';

const never = new AbortController().signal;

describe('what a planner of pull requests says, and when', function () {
  this.timeout(30_000);
  let scene: PullScene;
  beforeEach(async () => {
    scene = await PullScene.withOldStore();
  });
  afterEach(() => scene[Symbol.asyncDispose]());

  it('tells the plan again, unasked, where it had said meanwhile that there is none', async () => {
    await scene.open(7, { 'stores/new.yaml': storeFile('new') });
    await scene.ask();
    scene.git.fault = { kind: 'status', status: 503 };
    scene.planner.ask(7);
    await until(() => scene.verdict()?.state === 'pending');
    await scene.quiet();
    scene.git.fault = undefined;
    await sweepPulls({ forge: scene.forge.forge(), planner: scene.planner, log: scene.log }, never);
    await scene.quiet();
    assert.equal(scene.verdict()?.state, 'success');
  });

  it('takes no approval from a commit that a merge commit will stand before', async () => {
    const paths = ['a', 'b', 'c', 'd', 'e'].map((name) => [`stores/${name}.yaml`, storeFile(name)] as const);
    const parent = await scene.push(Object.fromEntries(paths));
    const gone = Object.fromEntries(paths.slice(1).map(([path]) => [path, null]));
    const message = 'Close four\n\nUrumi-Approve-Closures: 4';
    const head = await scene.git.repository('acme/stores').commit(gone, { branch: 'topic-7', parent, message });
    await scene.offer(7, head);
    await scene.ask();
    assert.match(scene.verdict()?.description ?? '', /^approval will be needed \(ClosuresHeld\): closes 4$/);
    assert.match(scene.comment(), /Urumi-Approve-Closures: 4.* message that it is merged with/);
  });

  it('leaves the forge alone for as long as that asks for, and plans afterwards', async () => {
    await scene.open(7, { 'stores/new.yaml': storeFile('new') });
    const limit = { attempted: 'read', target: 'it', reason: 'the limit is reached', retryAfterMs: 900_000 };
    scene.forge.failure = new ForgeError('RateLimited', limit);
    scene.planner.ask(7);
    await until(() => scene.log.lines.some((line) => line.includes('"retryInMs":900000')));
    scene.forge.failure = undefined;
    await scene.quiet();
    assert.equal(scene.verdict()?.state, 'success');
  });

  it('takes back what it said when the pull request is to be merged elsewhere, told of it or not', async () => {
    const head = await scene.open(7, { 'stores/new.yaml': storeFile('new', 'plan: huge') });
    await scene.ask();
    assert.equal(scene.verdict()?.state, 'failure');
    scene.forge.pulls.set(7, pullExample(7, head, { base: { branch: 'next', sha: '', repository: '' } }));
    await sweepPulls({ forge: scene.forge.forge(), planner: scene.planner, log: scene.log }, never);
    await scene.quiet();
    assert.equal(scene.verdict()?.state, 'failure', 'another pull request may have this head, too');
    assert.equal(scene.comment(), 'No fleet follows the branch `next`: merging changes no store.\n');
    const said = scene.forge.calls.filter((name) => name === 'upsertComment').length;
    await sweepPulls({ forge: scene.forge.forge(), planner: scene.planner, log: scene.log }, never);
    await scene.ask();
    assert.equal(scene.forge.calls.filter((name) => name === 'upsertComment').length, said);
    scene.forge.pulls.set(7, pullExample(7, head));
    await scene.ask();
    assert.match(scene.comment(), /1 problem/);
  });

  it('lets the check of a commit hold for each pull request that it is the head of', async () => {
    const staging = await scene.push({ 'stores/a.yaml': storeFile('a') });
    const repository = scene.git.repository('acme/stores');
    await repository.commit(
      { 'stores/b.yaml': storeFile('b', 'hosts: [new.shops.test]') },
      { branch: 'live', parent: staging },
    );
    scene.fleets = [scene.fleet('trial'), scene.fleet('shops', 'live')];
    const head = await scene.open(7, { 'stores/new.yaml': storeFile('new') });
    await scene.ask();
    assert.equal(scene.verdict()?.state, 'success');
    const twin = pullExample(8, head, { base: { branch: 'live', sha: '', repository: '' } });
    await scene.offer(8, head, twin);
    await scene.ask(8);
    assert.equal(scene.verdict()?.state, 'failure');
    await scene.ask(7);
    assert.deepEqual(
      [scene.verdict()?.state, scene.verdict()?.description],
      ['failure', 'as pull request 8: 1 problem'],
    );
    assert.match(scene.comment(7), /1 opened/);
    assert.doesNotMatch(scene.comment(7), /1 problem/);
    scene.forge.pulls.set(8, { ...twin, state: 'closed' });
    await scene.ask(8);
    assert.deepEqual([scene.verdict()?.sha, scene.verdict()?.state], [head, 'success']);

    scene.forge.pulls.set(8, pullExample(8, head, { base: twin.base }));
    await scene.ask(8);
    assert.equal(scene.verdict()?.state, 'failure');
    scene.forge.pulls.delete(8);
    await sweepPulls({ forge: scene.forge.forge(), planner: scene.planner, log: scene.log }, never);
    await scene.quiet();
    assert.equal(scene.verdict()?.state, 'success', 'that it was closed was missed');
  });

  it('asks again when the API server was away, and says what has become of it', async () => {
    const answers = { checked: 1, refused: [], warnings: [], drifted: [] };
    const unchecked = (passing: boolean) => [{ why: 'etcd is away', objects: ['Store/x'], passing }];
    await scene.open(7, { 'stores/new.yaml': storeFile('new') });
    const look = async () => {
      await sweepPulls({ forge: scene.forge.forge(), planner: scene.planner, log: scene.log }, never);
      await scene.quiet();
      return scene.forge.calls.filter((name) => name === 'upsertComment').length;
    };
    scene.check = { ...answers, unchecked: unchecked(true) };
    assert.deepEqual([await look(), await look()], [1, 1]);
    assert.equal(scene.planned.length, 2);
    scene.check = { ...answers, unchecked: unchecked(false) };
    assert.equal(await look(), 2);
    await look();
    assert.equal(scene.planned.length, 3);
  });

  it('says nothing again of a pull request for which the merge of another one changes nothing', async () => {
    await scene.push({ 'stores/a.yaml': storeFile('a') });
    await scene.open(7, { 'stores/new.yaml': storeFile('new') });
    const told = async (number: number) => {
      scene.fleets = [scene.fleet('shops', 'main', `${number}`.repeat(40))];
      await sweepPulls({ forge: scene.forge.forge(), planner: scene.planner, log: scene.log }, never);
      await scene.quiet();
      return scene.forge.calls.filter((name) => name === 'upsertComment').length;
    };
    assert.equal(await told(1), 1);
    await scene.push({ 'stores/b.yaml': storeFile('b') });
    assert.equal(await told(2), 1);
    assert.equal(scene.planned.length, 2);
    await scene.push({ 'stores/b.yaml': storeFile('b', 'hosts: [new.shops.test]') });
    assert.equal(await told(3), 2);
    assert.equal(scene.verdict()?.state, 'failure');
    await scene.ask();
    assert.equal(await told(3), 3);
  });
});
