import { publishedPlan } from '../../../plan/published-plan.ts';
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Registry } from 'prom-client';
import { systemClock } from '../../../cluster/clock.ts';
import { until } from '../../../cluster/testing/until.ts';
import { fleetExample, storeExample } from '../../../controller/testing/objects.ts';
import { connectForge } from '../../../forge/connect-forge.ts';
import type { Forge } from '../../../forge/forge.ts';
import { FakeGithub } from '../../../forge/github/testing/fake-github.ts';
import { makePlan } from '../../../plan/make-plan.ts';
import { storeFile } from '../../../plan/testing/scene.ts';
import type { FleetObject } from '../../../synth/spec/objects.ts';
import { synthesise } from '../../../synth/synthesise.ts';
import { recordedLog } from '../../testing/recorded-log.ts';
import { FleetMirrors } from '../pulls/fleet-mirrors.ts';
import { PullPlanner } from '../pulls/pull-planner.ts';
import { failureMarker } from './failure-comment.ts';
import { Outbox } from './outbox.ts';
import { ApplyPublisher } from './publish-apply.ts';

const never = new AbortController().signal;

describe('feedback on GitHub, as an App', function () {
  this.timeout(60_000);
  let github: FakeGithub;
  let forge: Forge;
  let directory: string;
  let fleet: FleetObject;
  let outbox: Outbox;
  let mirrors: FleetMirrors;
  let planner: PullPlanner;
  let merged: string;

  before(async () => {
    [github, directory] = await Promise.all([FakeGithub.start(), mkdtemp(path.join(tmpdir(), 'urumi-feedback-'))]);
    await github.git.commit({ 'stores/old.yaml': storeFile('old') });
    const { appId, privateKey } = github.accounts.addApp('urumi', 'write');
    const credentials = { kind: 'app', appId, privateKey: async () => privateKey } as const;
    forge = connectForge({ repository: github.repository, credentials, pace: 'unpaced' });
    const source = { url: github.gitUrl, branch: 'main' };
    fleet = fleetExample({ source, environment: { domain: 'shops.test' } });
    const shared = { clock: systemClock, random: () => 0.5, log: recordedLog(), registry: new Registry() };
    outbox = new Outbox(shared);
    mirrors = new FleetMirrors({ dataDir: directory });
    planner = new PullPlanner({
      ...shared,
      outbox,
      forge,
      fleets: { list: () => [fleet] },
      mirrorOf: (of) => mirrors.of(of),
      plan: (input, sources) => makePlan(input, { ...sources, synthesise }),
      onMerged: () => undefined,
    });
    planner.start();
  });

  after(async () => {
    await planner.stop();
    await outbox.stop();
    await mirrors.close();
    await forge.close();
    await github[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  });

  const quiet = () => until(() => outbox.size === 0 && planner.size === 0);

  it('plans a pull request: a check run with a mark on each faulty line, and the one comment', async () => {
    const base = (await github.git.head()) ?? '';
    const files = { 'stores/new.yaml': storeFile('new', 'plan: huge'), 'stores/old.yaml': null };
    const { sha } = await forge.commitFiles({ branch: 'change', base, message: 'Change', files }, never);
    const pull = await forge.openPullRequest({ head: 'change', base: 'main', title: 'Change', body: '' }, never);
    planner.ask(pull.number);
    await quiet();
    const [run] = github.state.checkRuns;
    assert.deepEqual([run?.name, run?.head_sha, run?.fields['conclusion']], ['urumi/plan', sha, 'failure']);
    const output = run?.fields['output'] as { annotations: { path: string; start_line: number }[] };
    assert.deepEqual(
      output.annotations.map(({ path, start_line }) => [path, start_line]),
      [['stores/new.yaml', 7]],
    );
    assert.equal(github.state.comments.length, 1);
    assert.match(
      (await forge.findComment(pull.number, publishedPlan.marker, never))?.markdown ?? '',
      /^> \[!CAUTION\]/,
    );
  });

  it('plans a pull request from a fork by its ref, and merges nothing', async () => {
    const { number, headSha } = await github.openForkPull({
      owner: 'eve',
      branch: 'main',
      title: 'A shop of mine',
      files: { 'stores/eves.yaml': storeFile('eves') },
    });
    planner.ask(number);
    await quiet();
    assert.equal((await forge.readVerdict(headSha, 'urumi/plan', never))?.state, 'success');
    assert.equal((await forge.readPullRequest(number, never)).state, 'open');
    merged = (await forge.mergePullRequest(number, { headSha }, never)).sha;
  });

  it('tells of a merge: a status, a deployment for each store, and a comment where one has failed', async () => {
    const publisher = new ApplyPublisher({ forge, outbox, ui: 'https://urumi.example' });
    const stores = { ready: storeExample('ready'), broken: storeExample('broken') };
    const outcome = (state: 'pending' | 'success', second: 'pending' | 'failure') => [
      { store: stores.ready, fleet, state },
      { store: stores.broken, fleet, state: second },
    ];
    const description = '1 of 2 stores is Ready';
    publisher.publish(merged, { state: 'pending', description: 'on its way', stores: outcome('pending', 'pending') });
    await quiet();
    publisher.publish(merged, { state: 'failure', description, stores: outcome('success', 'failure') });
    await quiet();
    assert.deepEqual(
      github.state.statuses.map(({ context, state }) => [context, state]),
      [
        ['urumi/apply', 'pending'],
        ['urumi/apply', 'failure'],
      ],
    );
    assert.deepEqual(
      github.state.deployments
        .toSorted((a, b) => (a.environment < b.environment ? -1 : 1))
        .map(({ environment, statuses }) => [environment, statuses.map(({ state }) => state)]),
      [
        ['store/broken', ['in_progress', 'failure']],
        ['store/ready', ['in_progress', 'success']],
      ],
    );
    const { number } = (await forge.findMergedPullRequest(merged, never)) ?? { number: 0 };
    assert.match((await forge.findComment(number, failureMarker('broken'), never))?.markdown ?? '', /broken/);
  });

  it('has sent nothing that GitHub does not document', () => {
    assert.deepEqual(github.violations, []);
  });
});
