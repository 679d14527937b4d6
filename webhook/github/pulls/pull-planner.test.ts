import { publishedPlan } from '../../../plan/published-plan.ts';
import assert from 'node:assert/strict';
import { until } from '../../../cluster/testing/until.ts';
import { gitCli } from '../../../forge/testing/git-cli.ts';
import { storeFile } from '../../../plan/testing/scene.ts';
import { pullExample } from '../../testing/memory-forge.ts';
import { PullScene } from '../../testing/pull-scene.ts';
import { sweepPulls } from './sweep.ts';

const never = new AbortController().signal;

describe('the planner of pull requests', function () {
  this.timeout(30_000);
  let scene: PullScene;
  beforeEach(async () => {
    scene = await PullScene.withOldStore();
  });
  afterEach(() => scene[Symbol.asyncDispose]());

  it('tells a pull request what it would do: one comment, and a status of its head', async () => {
    const head = await scene.open(7, { 'stores/new.yaml': storeFile('new') });
    await scene.ask();
    assert.match(scene.comment(), /opened/);
    assert.deepEqual([scene.verdict()?.sha, scene.verdict()?.state], [head, 'success']);
    assert.equal(scene.verdict()?.description, 'opens 1');
    assert.deepEqual([...scene.forge.comments.keys()], [`7 ${publishedPlan.marker}`]);
  });

  it('says it with a check run, and the lines of files, where the forge has check runs', async () => {
    scene.forge.checkRuns = true;
    await scene.restart();
    const head = await scene.open(7, { 'stores/new.yaml': storeFile('new', 'plan: huge') });
    await scene.ask();
    const [check] = scene.forge.checks;
    assert.deepEqual(scene.forge.statuses, []);
    assert.deepEqual([check?.name, check?.headSha, check?.status], ['urumi/plan', head, 'completed']);
    assert.equal(check?.status === 'completed' && check.conclusion, 'failure');
    assert.equal(check?.annotations?.[0]?.path, 'stores/new.yaml');
    assert.equal(check?.annotations?.[0]?.line, 7);
  });

  it('says at the top, as a caution, that a store with data closes, until when its data is kept, and how to undo it', async () => {
    await scene.push({ 'stores/old.yaml': storeFile('old', 'storage: {database: 5Gi, files: 15Gi}') });
    await scene.open(7, { 'stores/old.yaml': null, 'stores/new.yaml': storeFile('new') });
    await scene.ask();
    const [first, second = ''] = scene.comment().split('\n');
    assert.equal(first, '> [!CAUTION]');
    assert.match(second, /closes 1 store that holds 20 GiB/);
    assert.match(scene.comment(), /purged on \d{4}-\d\d-\d\d.*7 days after the merge/);
    assert.match(scene.comment(), /revert the merge or restore/);
  });

  it('plans a fork like any other pull request, and takes nothing of it but its store files', async () => {
    const hostile = {
      'stores/new.yaml': storeFile('new'),
      '.gitattributes': '* filter=evil\n',
      '.git-hooks/post-checkout': '#!/bin/sh\ntouch /tmp/urumi-was-here\n',
      'package.json': '{"scripts":{"preinstall":"touch /tmp/urumi-was-here"}}',
      'fleet/local.yaml': 'evil: true\n',
      'stores/link.yaml': { link: '/etc/passwd' },
    };
    const head = { branch: 'main', sha: '', repository: 'mallory/stores' };
    const sha = await scene.open(7, hostile);
    await scene.offer(7, sha, { isFork: true, head: { ...head, sha } });
    await scene.ask();
    assert.match(scene.comment(), /`link`|link\.yaml/);
    assert.doesNotMatch(scene.comment(), /root:|evil/);
    assert.equal(scene.verdict()?.sha, sha);
  });

  it('lets the newest head win, and cancels the run of an older one', async () => {
    const first = await scene.open(7, { 'stores/new.yaml': storeFile('one') });
    let isCancelled = false;
    scene.beforePlan = (head, signal) => {
      if (head !== first) return Promise.resolve();
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          isCancelled = true;
          reject(signal.reason as Error);
        });
      });
    };
    scene.planner.ask(7);
    await until(() => scene.planned.includes(first));
    const second = await scene.open(7, { 'stores/new.yaml': storeFile('new') });
    await scene.ask();
    assert.equal(isCancelled, true);
    assert.deepEqual(
      scene.forge.statuses.map(({ sha }) => sha),
      [second],
    );
  });

  it('does no harm when events come late, twice, or in the wrong order', async () => {
    await scene.open(7, { 'stores/new.yaml': storeFile('one') });
    const head = await scene.open(7, { 'stores/new.yaml': storeFile('new') });
    for (let event = 0; event < 5; event++) scene.planner.ask(7);
    await scene.quiet();
    await scene.ask();
    assert.deepEqual(new Set(scene.forge.statuses.map(({ sha }) => sha)), new Set([head]));
    assert.ok(scene.planned.length <= 3, `planned ${scene.planned.length} times`);
  });

  it('waits for a head that the forge tells of and Git does not offer yet', async () => {
    const old = await scene.open(7, { 'stores/new.yaml': storeFile('one') });
    const head = await scene.git
      .repository('acme/stores')
      .commit({ 'stores/new.yaml': storeFile('new') }, { branch: 'topic-7', parent: old });
    scene.forge.pulls.set(7, pullExample(7, head));
    scene.planner.ask(7);
    await until(() => scene.log.lines.some((line) => line.includes('not yet')));
    await scene.offer(7, head);
    await scene.quiet();
    assert.equal(scene.verdict()?.sha, head);
  });

  it('says that a pull request cannot be planned while Git does not answer, and plans it afterwards', async () => {
    const head = await scene.open(7, { 'stores/new.yaml': storeFile('new') });
    scene.git.fault = { kind: 'status', status: 503 };
    scene.planner.ask(7);
    await until(() => scene.verdict()?.state === 'pending');
    assert.equal(scene.verdict()?.sha, head);
    scene.git.fault = undefined;
    await scene.ask();
    assert.equal(scene.verdict()?.state, 'success');
  });

  it('leaves alone what is closed, what is to be merged elsewhere, and what does not exist', async () => {
    await scene.open(7, { 'stores/new.yaml': storeFile('new') }, { state: 'closed' });
    await scene.open(8, { 'stores/new.yaml': storeFile('new') }, { base: { branch: 'next', sha: '', repository: '' } });
    for (const number of [7, 8, 9]) scene.planner.ask(number);
    await scene.quiet();
    assert.deepEqual([scene.planned, scene.forge.statuses, scene.forge.comments.size], [[], [], 0]);
  });

  it('passes on a pull request that was merged', async () => {
    await scene.open(7, { 'stores/new.yaml': storeFile('new') }, { state: 'merged', mergeCommitSha: 'c'.repeat(40) });
    await scene.ask();
    assert.deepEqual(
      scene.merged.map(({ number }) => number),
      [7],
    );
  });

  it('makes up for a missed event by looking, and plans nothing twice', async () => {
    await scene.open(7, { 'stores/new.yaml': storeFile('new') });
    const look = async () => {
      await sweepPulls({ forge: scene.forge.forge(), planner: scene.planner, log: scene.log }, never);
      await scene.quiet();
    };
    await look();
    await look();
    assert.equal(scene.planned.length, 1);
    const head = await scene.open(7, { 'stores/new.yaml': storeFile('newer') });
    await look();
    assert.equal(scene.planned.at(-1), head);
    scene.fleets = [scene.fleet('shops', 'main', 'd'.repeat(40))];
    await look();
    await look();
    assert.equal(scene.planned.length, 3);
  });

  it('plans nothing anew after a restart that a pull request says already', async () => {
    await scene.open(7, { 'stores/new.yaml': storeFile('new') });
    const look = async () => {
      await sweepPulls({ forge: scene.forge.forge(), planner: scene.planner, log: scene.log }, never);
      await scene.quiet();
    };
    await look();
    await scene.restart();
    await look();
    assert.equal(scene.planned.length, 1);
    await scene.restart();
    await scene.open(7, { 'stores/new.yaml': storeFile('newer') });
    await look();
    assert.equal(scene.planned.length, 2);
  });

  it('does not count what others merged meanwhile as changes of a pull request that is behind', async () => {
    const head = await scene.open(7, { 'stores/new.yaml': storeFile('new') });
    await scene.push({ 'stores/old.yaml': null, 'stores/other.yaml': storeFile('other') });
    await scene.ask();
    assert.equal(scene.verdict()?.description, 'opens 1');
    assert.equal(scene.verdict()?.sha, head);
  });

  it('plans once for each fleet that follows the base, in one comment', async () => {
    scene.fleets = [scene.fleet('shops'), scene.fleet('trial'), scene.fleet('elsewhere', 'next')];
    await scene.open(7, { 'stores/new.yaml': storeFile('new') });
    await scene.ask();
    assert.equal(scene.planned.length, 2);
    assert.match(scene.comment(), /Fleet `shops`[^]*Fleet `trial`/);
    assert.equal(scene.verdict()?.description, 'opens 2');
  });

  it('takes a rename of a store file for what it is: one store closes, another opens', async () => {
    await scene.open(7, { 'stores/old.yaml': null, 'stores/new.yaml': storeFile('new') });
    await scene.ask();
    assert.equal(scene.verdict()?.description, 'closes 1, opens 1');
  });

  it('takes a file that only moves for no change of its store', async () => {
    await scene.open(7, { 'stores/old.yaml': null, 'stores/nested/old.yaml': storeFile('old') });
    await scene.ask();
    assert.doesNotMatch(scene.verdict()?.description ?? '', /closes|opens/);
    assert.equal(scene.verdict()?.state, 'success');
  });

  it('refuses a rename that changes only the case of a file: no store may be called so', async () => {
    await scene.open(7, { 'stores/old.yaml': null, 'stores/Old.yaml': storeFile('Old') });
    await scene.ask();
    assert.equal(scene.verdict()?.state, 'failure');
    assert.match(scene.comment(), /Old\.yaml/);
  });

  it('takes a branch that is named like an option for a name', async () => {
    const sha = await scene.open(7, { 'stores/new.yaml': storeFile('new') });
    const branch = '--upload-pack=touch /tmp/urumi-was-here';
    await scene.offer(7, sha, { head: { branch, sha, repository: 'acme/stores' } });
    await scene.ask();
    assert.equal(scene.verdict()?.state, 'success');
    assert.ok(!scene.git.requests.some(({ url }) => url.includes('upload-pack=')));
  });

  it('follows no path out of the repository, whatever a tree says', async () => {
    const cwd = scene.git.repository('acme/stores').path;
    const blob = (
      await gitCli(['hash-object', '-w', '--stdin'], { cwd, input: Buffer.from(storeFile('evil')) })
    ).trim();
    const entry = (mode: string, name: string, id: string): Buffer =>
      Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]);
    const write = async (...entries: Buffer[]): Promise<string> =>
      (
        await gitCli(['hash-object', '-w', '-t', 'tree', '--literally', '--stdin'], {
          cwd,
          input: Buffer.concat(entries),
        })
      ).trim();
    const up = await write(entry('100644', 'evil.yaml', blob));
    const stores = await write(
      entry('40000', '..', up),
      entry('100644', '../../evil.yaml', blob),
      entry('40000', '.git', up),
      entry('100644', 'old.yaml', blob),
    );
    const root = await write(entry('40000', 'stores', stores));
    const main = (await scene.git.repository('acme/stores').head()) ?? '';
    const person = ['-c', 'user.name=Mallory', '-c', 'user.email=m@example.com'];
    const head = (await gitCli([...person, 'commit-tree', root, '-p', main, '-m', 'Up'], { cwd })).trim();
    await scene.offer(7, head);
    await scene.ask();
    assert.equal(scene.verdict()?.state, 'failure');
    assert.doesNotMatch(scene.comment(), /opened \|/);
  });

  it('plans 3,000 changed files, in one comment that a forge takes', async function () {
    this.timeout(120_000);
    scene.synthesise = () => ({ namespace: '', stages: [], secrets: [], url: '', adminUrl: '' });
    scene.fleets = scene.fleets.map((fleet) => ({
      ...fleet,
      spec: { ...fleet.spec, limits: { ...fleet.spec.limits, stores: 10_000, storesPerOwner: 10_000 } },
    }));
    const files = Object.fromEntries(
      Array.from({ length: 3_000 }, (_, at) => [`stores/s${at}.yaml`, storeFile(`s${at}`)]),
    );
    await scene.open(7, files);
    scene.planner.ask(7);
    await until(() => scene.verdict() !== undefined, 110_000);
    await scene.quiet();
    assert.equal(scene.verdict()?.description, 'opens 3000');
    assert.ok(
      scene.comment().length < 65_000 && scene.comment().length > 30_000,
      `${scene.comment().length} characters`,
    );
    assert.match(scene.comment(), /and \d[\d,]* stores more/);
  });
});
