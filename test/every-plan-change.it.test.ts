import assert from 'node:assert/strict';
import { engines, plans, type Engine, type Plan } from '../synth/spec/store.ts';
import { namespaceOf } from '../synth/spec/names.ts';
import { Bed } from './harness/bed.ts';
import { until } from './harness/until.ts';

/** Every change that there is, each once, and back at the beginning. */
const changes: readonly (readonly [Plan, Plan])[] = [
  ['small', 'medium'],
  ['medium', 'large'],
  ['large', 'small'],
  ['small', 'large'],
  ['large', 'medium'],
  ['medium', 'small'],
];

/** Sizes of the largest plan: a volume cannot shrink. */
const storage: Readonly<Record<Engine, string>> = {
  woocommerce: '{database: 20Gi, files: 50Gi}',
  medusa: '{database: 20Gi}',
};

/** Versions that this Urumi can run, other than those that it runs by default. */
const olderVersions: Readonly<Record<Engine, string>> = { woocommerce: '11.0.0', medusa: '2.21.1' };

/** What runs on in each plan, and what decides how many. */
const workloads: Readonly<Record<Engine, Readonly<Record<Plan, readonly string[]>>>> = {
  woocommerce: { small: ['web'], medium: ['web'], large: ['web'] },
  medusa: {
    small: ['server', 'storefront'],
    medium: ['server', 'storefront', 'worker'],
    large: ['server', 'server autoscaler', 'storefront', 'storefront autoscaler', 'worker'],
  },
};

/** A file for each engine, of that plan. @param more further fields: `, suspended: true` */
function files(plan: Plan, more: (engine: Engine) => string = () => ''): Record<string, string> {
  const head = 'apiVersion: urumi.dev/v1alpha1\nkind: Store\n';
  const text = (engine: Engine): string =>
    `${head}metadata: {name: ${engine}}\nspec: {engine: ${engine}, plan: ${plan}, storage: ${storage[engine]}${more(engine)}}\n`;
  return Object.fromEntries(engines.map((engine) => [`stores/${engine}.yaml`, text(engine)]));
}

describe('every change of plan and version, of every engine at once', function () {
  this.timeout(240_000);
  let bed: Bed;

  before(async () => {
    bed = await Bed.start();
    await bed.startController();
    await open('small');
  });
  after(() => bed[Symbol.asyncDispose]());

  /** Says that plan in the files of all stores, and waits until they run in it. */
  async function open(plan: Plan, more?: (engine: Engine) => string): Promise<void> {
    const revision = await bed.push(files(plan, more));
    for (const engine of engines)
      await until(
        `${engine} is Ready in plan ${plan}`,
        async () => {
          const status = await bed.status(engine);
          return status?.phase === 'Ready' && status.readyRevision === revision;
        },
        { timeoutMs: 150_000, tell: () => bed.controller.output },
      );
  }

  /** The volumes of all stores, by uid. */
  async function volumes(): Promise<string[]> {
    const uids = engines.map(async (engine) => {
      const path = `/api/v1/namespaces/${namespaceOf(engine)}/persistentvolumeclaims`;
      const { items } = await bed.api.request<{ items: { metadata: { uid: string } }[] }>({ method: 'GET', path });
      return items.map(({ metadata }) => metadata.uid);
    });
    return (await Promise.all(uids)).flat().sort();
  }

  /** Pods that have not ended. */
  async function livePods(engine: Engine): Promise<number> {
    const path = `/api/v1/namespaces/${namespaceOf(engine)}/pods`;
    const { items } = await bed.api.request<{ items: { status: { phase: string } }[] }>({ method: 'GET', path });
    return items.filter(({ status }) => status.phase === 'Running' || status.phase === 'Pending').length;
  }

  async function running(engine: Engine): Promise<string[]> {
    const namespace = namespaceOf(engine);
    const named = async (path: string): Promise<string[]> => {
      const { items } = await bed.api.request<{ items: { metadata: { name: string } }[] }>({ method: 'GET', path });
      return items.map(({ metadata }) => metadata.name);
    };
    const deployments = await named(`/apis/apps/v1/namespaces/${namespace}/deployments`);
    const scalers = await named(`/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`);
    return [...deployments, ...scalers.map((name) => `${name} autoscaler`)].sort();
  }

  /** Pods that a quota or a limit range has refused. */
  async function refusals(engine: Engine): Promise<string[]> {
    const path = `/apis/events.k8s.io/v1/namespaces/${namespaceOf(engine)}/events`;
    const { items } = await bed.api.request<{ items: { reason: string; note: string }[] }>({ method: 'GET', path });
    return items.filter(({ reason }) => reason === 'FailedCreate').map(({ note }) => note);
  }

  it('covers every pair of plans', () => {
    const pairs = plans.flatMap((from) => plans.filter((to) => to !== from).map((to) => `${from} ${to}`));
    assert.deepEqual(changes.map((change) => change.join(' ')).sort(), pairs.sort());
  });

  for (const [from, to] of changes)
    it(`goes through from ${from} to ${to}: what the plan has runs, what it has not is gone, and no quota refuses a pod`, async () => {
      await open(to);
      for (const engine of engines) {
        // What a plan does not have goes when all that it has is up.
        const wanted = workloads[engine][to].join();
        await until(`only ${wanted} run`, async () => (await running(engine)).join() === wanted);
        assert.deepEqual(await refusals(engine), [], engine);
      }
    });

  it('sleeps in the largest plan without a pod and wakes up with the same volumes', async () => {
    await open('large');
    const before = await volumes();
    assert.equal(before.length, 4, 'database and files, PostgreSQL and Redis');
    await bed.push(files('large', () => ', suspended: true'));
    for (const engine of engines) {
      await bed.untilPhase(engine, 'Suspended', 60_000);
      await until(`no pod of ${engine} is left`, async () => (await livePods(engine)) === 0);
    }
    assert.deepEqual(await volumes(), before);
    await open('large');
    assert.deepEqual(await volumes(), before);
    for (const engine of engines) assert.deepEqual(await refusals(engine), [], engine);
  });

  it('migrates the database of a new version before the first of its pods, while those of the old one serve on', async () => {
    const mark = await bed.plane.audit.mark();
    await open('large', (engine) => `, version: ${olderVersions[engine]}`);
    const requests = await bed.plane.audit.requests(mark);
    for (const engine of engines) {
      const own = requests.filter(({ namespace }) => namespace === namespaceOf(engine));
      const writes = own.filter(({ verb }) => verb === 'patch');
      const setup = writes.find(({ resource, name }) => resource === 'jobs.batch' && name.startsWith('setup-'));
      const ended = own.findLast(({ resource, name }) => resource === 'jobs.batch/status' && name === setup?.name);
      const rollout = writes.find(({ resource }) => resource === 'deployments.apps');
      assert.ok(setup !== undefined && ended !== undefined && rollout !== undefined, engine);
      assert.ok(setup.at < ended.at && ended.at < rollout.at, `${engine}: ${ended.at} ${rollout.at}`);
    }
  });
});
