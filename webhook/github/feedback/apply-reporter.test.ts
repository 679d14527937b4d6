import assert from 'node:assert/strict';
import { Registry } from 'prom-client';
import { settled, VirtualClock } from '../../../cluster/testing/virtual-clock.ts';
import type { DeploymentWish } from '../../../forge/deployment.ts';
import { fleetExample, storeExample, type StoreExample } from '../../../controller/testing/objects.ts';
import { fleetStatusSchema } from '../../../synth/spec/fleet.ts';
import type { FleetObject, StoreObject } from '../../../synth/spec/objects.ts';
import { MemoryForge, pullExample } from '../../testing/memory-forge.ts';
import { recordedLog } from '../../testing/recorded-log.ts';
import { ApplyReporter } from './apply-reporter.ts';
import { failureMarker } from './failure-comment.ts';
import { Outbox } from './outbox.ts';
import { ApplyPublisher } from './publish-apply.ts';

const [one, two] = ['1'.repeat(40), '2'.repeat(40)];

/** Live objects that a test changes by hand. */
class World<T extends StoreObject | FleetObject> {
  readonly #objects = new Map<string, T>();
  readonly #listeners = new Set<(name: string, object: T | undefined) => void>();

  set(...objects: readonly T[]): void {
    for (const object of objects) {
      this.#objects.set(object.metadata.name, object);
      for (const listener of this.#listeners) listener(object.metadata.name, object);
    }
  }

  list(): Iterable<T> {
    return this.#objects.values();
  }

  onChange(listener: (name: string, object: T | undefined) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

function scene() {
  const clock = new VirtualClock();
  const memory = new MemoryForge();
  const forge = memory.forge('http://git.example');
  const log = recordedLog();
  const outbox = new Outbox({ clock, random: () => 0.5, log, registry: new Registry() });
  const [fleets, stores] = [new World<FleetObject>(), new World<StoreObject>()];
  /** Revisions that the head builds on, and how often Git was asked. */
  const git = { past: new Set<string>(), asked: 0 };
  const reporter = new ApplyReporter({
    repository: forge.repository,
    fleets,
    stores,
    clock,
    log,
    publisher: new ApplyPublisher({ forge, outbox, ui: 'https://urumi.example' }),
    isPast(_fleet, revision) {
      git.asked += 1;
      return Promise.resolve(git.past.has(revision));
    },
  });
  reporter.start();
  const look = async (): Promise<void> => {
    await clock.advance(1_000);
    await settled();
  };
  const status = (revision: string) =>
    memory.statuses.findLast(({ sha, context }) => sha === revision && context === 'urumi/apply');
  return { clock, memory, outbox, fleets, stores, reporter, git, look, status, log };
}

function fleetAt(status: Record<string, unknown>, name = 'shops'): FleetObject {
  const fleet = fleetExample();
  const source = { ...fleet.spec.source, url: 'http://git.example/acme/stores.git', branch: 'main' };
  return {
    ...fleet,
    metadata: { ...fleet.metadata, name },
    spec: { ...fleet.spec, source },
    status: fleetStatusSchema.parse(status),
  };
}

const applied = (revision: string) => fleetAt({ head: revision, applied: revision });

/** A store that a revision has changed, as far as its status says. */
function store(name: string, revision: string, status: Record<string, unknown>, rest: StoreExample = {}): StoreObject {
  return storeExample(name, {
    revision,
    ...rest,
    status: { observedGeneration: 1, revision, url: `http://${name}.shops.example`, ...status },
  });
}

const ready = (name: string, revision: string) => store(name, revision, { phase: 'Ready', readyRevision: revision });
const coming = (name: string, revision: string) => store(name, revision, { phase: 'Provisioning' });
const failed = (name: string, revision: string) =>
  store(name, revision, {
    phase: 'Failed',
    conditions: [
      {
        type: 'Ready',
        status: 'False',
        reason: 'DeadlineExceeded',
        message: 'stage database: Pod db-0: ImagePullBackOff: cannot pull `mariadb` @everyone',
        lastTransitionTime: '2026-11-21T10:00:00Z',
      },
    ],
  });

const states = ({ deployments }: MemoryForge, name: string) =>
  deployments.filter(({ environment }) => environment === `store/${name}`).map(({ state }: DeploymentWish) => state);

describe('what becomes of a merge', () => {
  it('is pending until every store of the revision is Ready, and then a success', async () => {
    const { fleets, stores, look, status, memory } = scene();
    fleets.set(fleetAt({ head: one }));
    await look();
    assert.equal(status(one)?.state, 'pending');
    fleets.set(applied(one));
    stores.set(coming('a', one), ready('b', one));
    await look();
    assert.deepEqual([status(one)?.state, status(one)?.description], ['pending', '1 of 2 stores done']);
    stores.set(ready('a', one));
    await look();
    assert.equal(status(one)?.state, 'success');
    assert.equal(status(one)?.targetUrl, 'https://urumi.example');
    assert.deepEqual(states(memory, 'a'), ['in_progress', 'success']);
    const last = memory.deployments.findLast(({ environment }) => environment === 'store/a');
    assert.equal(last?.sha, one);
    assert.equal(last?.environmentUrl, 'http://a.shops.example');
    assert.equal(last?.logUrl, 'https://urumi.example/stores/a');
  });

  it('is a failure when all are done and one has failed; the merged pull request is told why, in code', async () => {
    const { fleets, stores, look, status, memory } = scene();
    memory.merged.set(one, pullExample(7, two));
    fleets.set(applied(one));
    stores.set(failed('a', one), coming('b', one));
    await look();
    assert.equal(status(one)?.state, 'pending');
    stores.set(ready('b', one));
    await look();
    assert.deepEqual([status(one)?.state, status(one)?.description], ['failure', 'failed: a']);
    const comment = memory.comments.get(`7 ${failureMarker('a')}`) ?? '';
    assert.match(comment, /^> \[!CAUTION\]\n> \*\*Store `a` failed\*\*/);
    assert.match(comment, /`` ?DeadlineExceeded: .*@everyone ?``/);
    assert.match(comment, /urumi explain a/);
    assert.equal(memory.comments.size, 1);
  });

  it('tells the pull request that brought the store, where the fleet has read several merges as one', async () => {
    const { fleets, stores, look, memory } = scene();
    const merged = (number: number, minute: number) =>
      pullExample(number, two, { state: 'merged', mergedAt: new Date(minute * 60_000) });
    memory.merged.set(one, merged(9, 30));
    const others = [
      merged(6, 10),
      merged(7, 20),
      merged(8, 25),
      merged(10, 40),
      pullExample(5, two, { state: 'closed' }),
    ];
    for (const pull of [merged(9, 30), ...others]) memory.pulls.set(pull.number, pull);
    for (const number of [5, 6, 7, 10]) memory.changed.set(number, ['stores/a.yaml']);
    memory.changed.set(9, ['stores/b.yaml']);
    fleets.set(applied(one));
    stores.set(failed('a', one), failed('b', one), failed('c', one));
    await look();
    const told = ['7 a', '9 b', '9 c'].map((place) => {
      const [number = '', name = ''] = place.split(' ');
      return `${number} ${failureMarker(name)}`;
    });
    assert.deepEqual([...memory.comments.keys()].toSorted(), told.toSorted());
  });

  it('says of a store that a person has taken over why nothing goes on', async () => {
    const { fleets, stores, look, status } = scene();
    fleets.set(applied(one));
    const lastTransitionTime = '2026-11-21T10:00:00Z';
    const stalled = { type: 'Stalled', status: 'True', reason: 'BreakGlass', message: 'INC-42', lastTransitionTime };
    stores.set(store('a', one, { revision: two, conditions: [stalled] }), ready('b', one));
    await look();
    assert.equal(status(one)?.state, 'pending');
    assert.equal(status(one)?.description, '1 of 2 stores done; a person has taken over a');
  });

  it('says of a merge into a suspended fleet that it waits for that', async () => {
    const { fleets, look, status, reporter } = scene();
    const fleet = applied(two);
    fleets.set({ ...fleet, spec: { ...fleet.spec, suspended: true } });
    reporter.follow(one, 'main');
    await look();
    assert.deepEqual([status(one)?.state, status(two)?.state], ['pending', 'success']);
    assert.match(status(one)?.description ?? '', /^the fleet is suspended/);
  });

  it('shows a store that is suspended as what does not run', async () => {
    const { fleets, stores, look, status, memory } = scene();
    fleets.set(applied(one));
    stores.set(store('a', one, { phase: 'Suspended', readyRevision: one }, { spec: { suspended: true } }));
    await look();
    assert.equal(status(one)?.state, 'success');
    assert.deepEqual(states(memory, 'a'), ['inactive']);
    assert.match(memory.deployments[0]?.description ?? '', /^suspended/);
  });

  it('tells of a thousand stores in ten steps', async () => {
    const { fleets, stores, look, memory } = scene();
    memory.deploymentsToo = false;
    fleets.set(applied(one));
    const names = Array.from({ length: 60 }, (_, at) => `s${at}`);
    stores.set(...names.map((name) => coming(name, one)));
    await look();
    for (const name of names) {
      stores.set(ready(name, one));
      await look();
    }
    const told = memory.statuses.map(({ description }) => description);
    assert.equal(told.length, 11);
    assert.deepEqual([told[1], told.at(-1)], ['10 % of 60 stores done', 'applied; 60 stores as wished for']);
  });

  it('edits the comment when the store is well again, and says nothing of stores that were never ill', async () => {
    const { fleets, stores, look, status, memory } = scene();
    memory.merged.set(one, pullExample(7, two));
    fleets.set(applied(one));
    stores.set(failed('a', one), ready('b', one));
    await look();
    stores.set(ready('a', one));
    await look();
    assert.equal(status(one)?.state, 'success');
    assert.match(memory.comments.get(`7 ${failureMarker('a')}`) ?? '', /had failed, and is Ready by now/);
    assert.equal(memory.comments.size, 1);
  });

  it('makes up after a restart for a recovery that nobody told of, and asks once where there was none', async () => {
    const { fleets, stores, look, status, memory } = scene();
    memory.merged.set(one, pullExample(7, two));
    const state = 'failure' as const;
    memory.statuses.push({ sha: one, context: 'urumi/apply', state, description: 'failed: a' });
    memory.comments.set(`7 ${failureMarker('a')}`, 'failed');
    fleets.set(applied(one));
    stores.set(ready('a', one), ready('b', one));
    await look();
    assert.equal(status(one)?.state, 'success');
    assert.match(memory.comments.get(`7 ${failureMarker('a')}`) ?? '', /had failed, and is Ready by now/);
    assert.equal(memory.comments.size, 1);
    const calls = memory.calls.length;
    fleets.set(applied(two));
    stores.set(ready('c', two));
    await look();
    assert.deepEqual(memory.calls.slice(calls).toSorted(), ['readVerdict', 'setDeployment', 'setStatus']);
  });

  it('is a success when a store has closed', async () => {
    const { fleets, stores, look, status, memory } = scene();
    fleets.set(applied(one));
    const closure = { at: '2026-11-21T10:00:00Z', revision: one, purgeAt: '2026-11-28T10:00:00Z' };
    stores.set(store('a', two, { phase: 'Closing' }, { spec: { closure } }));
    await look();
    assert.equal(status(one)?.state, 'pending');
    stores.set(store('a', two, { phase: 'Closed' }, { spec: { closure } }));
    await look();
    assert.equal(status(one)?.state, 'success');
    assert.deepEqual(states(memory, 'a'), ['in_progress', 'inactive']);
  });

  it('waits for the approval of closings, and names the command', async () => {
    const { fleets, look, status } = scene();
    const pendingApproval = { revision: one, closures: 4, stores: ['a'], reason: 'too many' };
    fleets.set(fleetAt({ head: one, applied: one, pendingApproval }));
    await look();
    assert.equal(status(one)?.state, 'pending');
    assert.match(status(one)?.description ?? '', /4 stores would close after approval: urumi approve shops 1{12}/);
  });

  it('fails when files of the revision cannot be applied, or a guard refuses it for good', async () => {
    const { fleets, look, status } = scene();
    fleets.set(fleetAt({ head: one, applied: one, invalidCount: 2 }));
    await look();
    assert.match(status(one)?.description ?? '', /2 files are not applied/);
    fleets.set(fleetAt({ head: two, applied: two, refusal: { revision: two, guard: 'TreeEmpty', message: 'x' } }));
    await look();
    assert.equal(status(two)?.state, 'failure');
  });

  it('goes on with an earlier revision whose stores are still on their way', async () => {
    const { fleets, stores, look, status } = scene();
    fleets.set(applied(one));
    stores.set(coming('a', one));
    await look();
    fleets.set(applied(two));
    stores.set(ready('b', two));
    await look();
    assert.deepEqual([status(one)?.state, status(two)?.state], ['pending', 'success']);
    stores.set(ready('a', one));
    await look();
    assert.equal(status(one)?.state, 'success');
  });

  it('lets a merge that the fleet has skipped fare as the later one does, and asks Git once for each head', async () => {
    const { fleets, stores, look, status, reporter, git } = scene();
    fleets.set(fleetAt({ head: '0'.repeat(40), applied: '0'.repeat(40) }));
    await look();
    reporter.follow(one, 'main');
    reporter.follow('3'.repeat(40), 'other');
    await look();
    assert.deepEqual([status(one)?.state, status(one)?.description], ['pending', 'the revision is not read yet']);
    git.past.add(one);
    fleets.set(applied(two));
    stores.set(coming('a', two));
    await look();
    assert.equal(status(one)?.state, 'pending');
    const { asked } = git;
    for (const phase of ['Pending', 'Provisioning', 'Pending']) stores.set(store('a', two, { phase }));
    await look();
    assert.equal(git.asked, asked);
    stores.set(ready('a', two));
    await look();
    assert.equal(status(one)?.state, 'success');
    assert.match(status(one)?.description ?? '', /^with 2{12}: applied/);
    assert.equal(status('3'.repeat(40)), undefined);
  });

  it('is told once: a store that changes without news for the forge costs no request', async () => {
    const { fleets, stores, look, memory } = scene();
    fleets.set(applied(one));
    stores.set(ready('a', one));
    await look();
    const calls = memory.calls.length;
    for (let at = 0; at < 10; at++) {
      stores.set(ready('a', one));
      await look();
    }
    assert.equal(memory.calls.length, calls);
  });

  it('is told of two fleets together: the worse one counts', async () => {
    const { fleets, stores, look, status } = scene();
    fleets.set(applied(one), fleetAt({ head: one, applied: one }, 'trial'));
    stores.set(ready('a', one), store('t', one, { phase: 'Provisioning' }, { fleet: 'trial' }));
    await look();
    assert.equal(status(one)?.state, 'pending');
    stores.set(store('t', one, { phase: 'Ready', readyRevision: one }, { fleet: 'trial' }));
    await look();
    assert.equal(status(one)?.state, 'success');
  });

  it('waits for a forge that is away, and tells it the newest state only', async () => {
    const { fleets, stores, look, status, memory, clock, outbox } = scene();
    memory.isAway = true;
    fleets.set(applied(one));
    stores.set(coming('a', one));
    await look();
    stores.set(ready('a', one));
    await look();
    await clock.advance(600_000);
    assert.deepEqual([memory.statuses, outbox.size], [[], 2]);
    const tries = memory.calls.filter((call) => call === 'setStatus').length;
    assert.ok(tries > 5 && tries < 40, `${tries} tries in ten minutes`);
    memory.isAway = false;
    await clock.advance(60_000);
    assert.equal(status(one)?.state, 'success');
    assert.equal(memory.statuses.length, 1);
    assert.deepEqual(states(memory, 'a'), ['success']);
  });

  it('gives up after an hour, drops nothing else, and grows no further', async () => {
    const { fleets, look, memory, clock, outbox } = scene();
    memory.isAway = true;
    fleets.set(applied(one));
    await look();
    await clock.advance(3_700_000);
    assert.equal(outbox.size, 0);
    for (let at = 0; at < 3_000; at++) outbox.post(`x/${at}`, { about: 'x', send: () => Promise.resolve() });
    assert.equal(outbox.size, 2_000);
  });

  it('does not repeat what the forge refuses for good', async () => {
    const { outbox, clock, log } = scene();
    let tries = 0;
    const send = () => {
      tries += 1;
      return Promise.reject(new Error('a bug'));
    };
    outbox.post('x', { about: 'x', send });
    await clock.advance(600_000);
    assert.deepEqual([tries, outbox.size], [1, 0]);
    assert.ok(log.lines.some((line) => line.includes('is not told again')));
  });
});
