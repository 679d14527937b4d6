import { Registry } from 'prom-client';
import { ObjectCatalog } from '../../cluster/catalog.ts';
import { systemClock } from '../../cluster/clock.ts';
import { followKind, type Following } from '../../cluster/follow-kind.ts';
import { kindInfo } from '../../cluster/kinds.ts';
import { RateLimit } from '../../serving/rate-limit.ts';
import { staleness } from '../../serving/staleness.ts';
import { apiGroup } from '../../synth/spec/names.ts';
import type { FleetObject, StoreObject } from '../../synth/spec/objects.ts';
import { parseFleetObject, parseStoreObject } from '../../synth/spec/parse-objects.ts';
import { ApplyReporter } from './feedback/apply-reporter.ts';
import { Outbox } from './feedback/outbox.ts';
import { ApplyPublisher } from './feedback/publish-apply.ts';
import { followersOf } from './fleets/followed-branches.ts';
import { FleetWaker } from './fleets/fleet-waker.ts';
import { Poll } from './poll.ts';
import { FleetMirrors } from './pulls/fleet-mirrors.ts';
import { planWithCluster } from './pulls/plan-with-cluster.ts';
import { PullPlanner } from './pulls/pull-planner.ts';
import { rehearse } from './pulls/rehearse.ts';
import { sweepPulls } from './pulls/sweep.ts';
import { hintTaker } from './hint-taker.ts';
import { deliveryRate } from './receive/delivery-rate.ts';
import { openReceiver } from './receive/open-receiver.ts';
import { receiver } from './receive/receiver.ts';
import { ReceiverMetrics } from './receive/receiver-metrics.ts';
import { RecentDeliveries } from './receive/recent-deliveries.ts';
import type { RunningWebhook, WebhookOptions } from './webhook-options.ts';

/** Options with their defaults filled in, and what all parts share. */
type Settings = ReturnType<typeof settingsOf>;

function settingsOf(options: WebhookOptions) {
  const { clock = systemClock, random = Math.random, registry = new Registry() } = options;
  const { host = '127.0.0.1', path = '/webhook', pollMs = 60_000 } = options;
  const report = (object: string, error: unknown): void => {
    options.log.error({ object, error: String(error) }, 'an object was written by another version of Urumi');
  };
  return {
    ...options,
    // Paths are put behind it.
    ui: options.ui?.replace(/\/+$/, ''),
    clock,
    random,
    registry,
    host,
    path,
    pollMs,
    stores: new ObjectCatalog<StoreObject>({ parse: parseStoreObject, report }),
    fleets: new ObjectCatalog<FleetObject>({ parse: parseFleetObject, report }),
  };
}

/** Everything that works on hints, wired and not yet started. */
function assemble(settings: Settings) {
  const { forge, fleets, stores, clock, log, ui } = settings;
  const outbox = new Outbox(settings);
  const mirrors = new FleetMirrors(settings);
  const reporter = new ApplyReporter({
    repository: forge.repository,
    fleets,
    stores,
    clock,
    log,
    publisher: new ApplyPublisher({ forge, outbox, ui }),
    async isPast(fleet, revision, signal) {
      const mirror = await mirrors.of(fleet);
      const { head } = await mirror.fetch(signal);
      return await mirror.isAncestor(revision, head);
    },
  });
  const waker = new FleetWaker({ ...settings, repository: forge.repository });
  const planner = new PullPlanner({
    ...settings,
    outbox,
    mirrorOf: (fleet) => mirrors.of(fleet),
    plan: planWithCluster(settings),
    onMerged({ mergeCommitSha, base }) {
      waker.wake(base.branch);
      if (mergeCommitSha !== undefined) reporter.follow(mergeCommitSha, base.branch);
    },
  });
  return { outbox, mirrors, reporter, waker, planner };
}

function follow(settings: Settings, signal: AbortSignal): Following[] {
  const { stores, fleets } = settings;
  return [
    followKind({ ...settings, kind: kindInfo('Store', apiGroup), catalog: stores }, signal),
    followKind({ ...settings, kind: kindInfo('Fleet', apiGroup), catalog: fleets }, signal),
  ];
}

/** Nothing is told of a fleet that nobody finds: the likeliest reason is a spelling of its repository. */
function warnOfNoFleet({ forge, fleets, log }: Settings): void {
  const { url, owner, name } = forge.repository;
  if (followersOf(fleets.list(), forge.repository).length > 0) return;
  const known = [...fleets.list()].map(({ spec }) => spec.source.url).slice(0, 10);
  log.warn({ repository: `${url}/${owner}/${name}`, known }, 'no fleet follows this repository');
}

/** Before anybody opens a pull request; never rejects. */
function rehearseAll(settings: Settings, mirrors: FleetMirrors, signal: AbortSignal): Promise<void> {
  const { forge, fleets, stores, clock, log } = settings;
  const view = { stores: [...stores.list()], unreadable: stores.unreadable, fleets: [...fleets.list()] };
  const mirrorOf = (fleet: FleetObject) => mirrors.of(fleet);
  return rehearse(followersOf(fleets.list(), forge.repository), { mirrorOf, view, clock, log }, signal);
}

function receiverOf(settings: Settings, { waker, planner }: ReturnType<typeof assemble>) {
  const { clock, registry, forge, log, path, secrets } = settings;
  return receiver({
    path,
    secrets,
    log,
    limit: new RateLimit({ ...deliveryRate, now: () => clock.now() }),
    recent: new RecentDeliveries({ now: () => clock.now() }),
    metrics: new ReceiverMetrics(registry),
    take: hintTaker({ repository: forge.repository, waker, planner }),
  });
}

/**
 * Starts the receiver of a forge's events: it takes deliveries at once; pushes wake the fleets that follow their branch, pull requests are
 * planned, and what becomes of a merge is told, as soon as Stores and Fleets are known.
 *
 * @throws Error when the port is taken
 */
export async function startWebhook(options: WebhookOptions): Promise<RunningWebhook> {
  const settings = settingsOf(options);
  const { log, host, path, forge, fleets } = settings;
  const parts = assemble(settings);
  const { outbox, mirrors, reporter, planner, waker } = parts;
  const listener = await openReceiver(receiverOf(settings, parts), settings);

  const abort = new AbortController();
  const followings = follow(settings, abort.signal);
  const poll = new Poll({
    ...settings,
    intervalMs: settings.pollMs,
    async look(signal) {
      await mirrors.keepOnly(fleets.list());
      await sweepPulls({ forge, planner, log }, signal);
    },
  });
  const ageMs = (): number => Math.max(...followings.map((following) => following.ageMs()));
  let isRunning = false;
  let rehearsal = Promise.resolve();
  const begin = async (): Promise<void> => {
    await Promise.all(followings.map(({ synced }) => synced));
    warnOfNoFleet(settings);
    planner.start();
    waker.start();
    reporter.start();
    poll.start();
    isRunning = true;
    rehearsal = rehearseAll(settings, mirrors, abort.signal);
    log.info({ repository: forge.repository }, 'the webhook runs');
  };
  const ready = begin();
  ready.catch(() => undefined); // whoever waits for it hears of it
  return {
    url: `http://${host}:${listener.port}${path}`,
    ready,
    notReady: () => (isRunning ? staleness(ageMs()) : ['the caches are not complete yet']),
    async stop() {
      isRunning = false;
      abort.abort(new Error('the webhook stops'));
      await listener.close();
      await poll.stop();
      await Promise.all([planner.stop(), waker.stop(), reporter.stop()]);
      await Promise.all([outbox.stop(), rehearsal, ...followings.map(({ ended }) => ended)]);
      await mirrors.close();
      log.info({}, 'the webhook has stopped');
    },
  };
}
