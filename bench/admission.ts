/**
 * What the admission webhook adds to a write of a Store, and how it bears 20,000 reviews, one in ten malformed.
 *
 * The first as a difference in one run on one API server: rounds of dry-run writes, turn about without a webhook, with one that allows everything at once, and with Urumi's. Where the
 * processors are used up, the second tells what the API server's asking costs, whoever is asked. The reviews go to one HTTPS server, as the API server asks it.
 *
 * node bench/admission.ts [writes in each round, default 1000]
 */
import { once } from 'node:events';
import { Agent, request } from 'node:https';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import * as fc from 'fast-check';
import { applyObject } from '../cluster/apply.ts';
import { createAuthority } from '../cluster/authority.ts';
import { connect } from '../cluster/connect.ts';
import { inParallel } from '../cluster/in-parallel.ts';
import { pathOf } from '../cluster/kinds.ts';
import type { KubeObject } from '../cluster/object.ts';
import { readObject } from '../cluster/read.ts';
import { install } from '../install/install.ts';
import { administrator } from '../sandbox/control-plane/credentials.ts';
import { startControlPlane } from '../sandbox/control-plane.ts';
import { labels, systemNamespace } from '../synth/spec/names.ts';
import { ChildUnderTest } from '../test/harness/child-process.ts';
import { until } from '../test/harness/until.ts';
import { configurationId, configurationName } from '../webhook/admission/webhook-configuration.ts';
import { anyReview } from '../webhook/admission/testing/any-review.ts';
import type { BareWebhook } from './testing/bare-webhook.ts';
import { quantile } from './testing/quantiles.ts';

const writes = Number(process.argv[2] ?? 1_000);
const rounds = 4;
let failures = 0;
let lastFailure = '';

const stores = `/apis/urumi.dev/v1alpha1/namespaces/${systemNamespace}/stores`;

/** So many at any time, as fast as they are answered; or so many in a second, whatever the answers. */
type Load = { readonly inFlight: number } | { readonly perSecond: number };

/** The webhook's registration, as far as it is used here. */
interface Configuration extends KubeObject {
  readonly webhooks: readonly { readonly clientConfig: { readonly url: string; readonly caBundle: string } }[];
}

const plane = await startControlPlane({ scheduler: false, kwok: false });
const api = await connect({ kubeconfig: plane.kubeconfig, userAgent: 'urumi-bench', connections: 500 });
// A process of its own: or the asking would hold up the answering.
const args = ['cli/main.ts', 'admission', '--port', '0', '--health-port', '0', '--log-level', 'error'];
let webhook: ChildUnderTest | undefined;
const bareThread = await startBareWebhook();
try {
  await install(api, { trusted: [administrator.user] });
  webhook = new ChildUnderTest([...args, '--kubeconfig', plane.kubeconfig], {
    cwd: path.join(import.meta.dirname, '..'),
  });
  const child = webhook;
  await until('the webhook answers', () => child.output.includes('answers at'), { tell: () => child.output });
  const configuration = (await readObject(api, configurationId)) as Configuration;
  // A rate that leaves the processors time shows what a write waits for; so many in flight, what all of them wait for when none is left.
  for (const load of [{ perSecond: 50 }, { perSecond: 200 }, { inFlight: 50 }, { inFlight: 500 }])
    await compare(load, configuration, child);
  for (const inFlight of [50, 8, 4]) await endure(configuration, child, { inFlight });
} finally {
  await webhook?.end();
  await bareThread.worker.terminate();
  await api.close();
  await plane.stop();
}

/** The time that each of so many dry-run writes takes, ms. */
function timesOf(load: Load): Promise<number[]> {
  return timesUnder(
    load,
    Array.from({ length: writes }, (_, at) => at),
    write,
  );
}

/** Does something with each of these, under such a load. @returns the time that each took, ms */
async function timesUnder<T>(load: Load, items: readonly T[], work: (item: T) => Promise<void>): Promise<number[]> {
  // A moment later: thousands that wait for their time are not set up in no time.
  const begun = performance.now() + 1_000;
  const times: number[] = [];
  await inParallel(items.entries(), 'inFlight' in load ? load.inFlight : items.length, async ([at, item]) => {
    if ('perSecond' in load) await sleep(Math.max(0, begun + (at * 1_000) / load.perSecond - performance.now()));
    const startedAt = performance.now();
    await work(item);
    times.push(performance.now() - startedAt);
  });
  return times;
}

function wordsOf(load: Load): string {
  return 'perSecond' in load ? `${load.perSecond} a second` : `${load.inFlight} in flight`;
}

async function write(at: number): Promise<void> {
  const metadata = { name: `bench-${at}`, namespace: systemNamespace, labels: { [labels.fleet]: 'none' } };
  const body = { apiVersion: 'urumi.dev/v1alpha1', kind: 'Store', metadata, spec: { engine: 'woocommerce' } };
  await api.request({ method: 'POST', path: stores, query: { dryRun: 'All' }, body }).catch(countFailure);
}

function countFailure(error: unknown): void {
  failures += 1;
  lastFailure = String(error);
}

async function startBareWebhook(): Promise<{ worker: Worker; clientConfig: { url: string; caBundle: string } }> {
  const authority = await createAuthority('bench');
  const pair = await authority.issue({ commonName: '127.0.0.1', hosts: ['127.0.0.1'], usages: ['server'] });
  const workerData: BareWebhook = pair;
  const worker = new Worker(new URL('testing/bare-webhook.ts', import.meta.url), { workerData });
  const [port] = (await once(worker, 'message')) as [number];
  const caBundle = Buffer.from(authority.pair.certificate).toString('base64');
  return { worker, clientConfig: { url: `https://127.0.0.1:${port}/validate`, caBundle } };
}

/** Dry-run writes while the configuration is registered; none: while nobody is asked. */
async function timesAsking(webhooks: Configuration['webhooks'] | undefined, load: Load): Promise<number[]> {
  if (webhooks === undefined) return timesOf(load);
  const [apiVersion, kind] = ['admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration'];
  const registered = { apiVersion, kind, metadata: { name: configurationName }, webhooks };
  await applyObject(api, registered, { manager: 'urumi-bench' });
  await untilAsked(true);
  const times = await timesOf(load);
  await api.request({ method: 'DELETE', path: pathOf(configurationId) });
  await untilAsked(false);
  return times;
}

async function compare(load: Load, { webhooks }: Configuration, child: ChildUnderTest): Promise<void> {
  const bare = webhooks.map((webhook) => ({ ...webhook, clientConfig: bareThread.clientConfig }));
  const [without, withBare, withOurs]: [number[], number[], number[]] = [[], [], []];
  failures = 0;
  let spentMs = 0;
  if (await isAsked()) await api.request({ method: 'DELETE', path: pathOf(configurationId) });
  await untilAsked(false);
  for (let round = 0; round <= rounds; round++) {
    const before = child.processorMs();
    const ours = await timesAsking(webhooks, load);
    const spent = child.processorMs() - before;
    const others = await timesAsking(bare, load);
    const none = await timesAsking(undefined, load);
    // The first round opens connections and warms everything up.
    if (round === 0) continue;
    spentMs += spent;
    withOurs.push(...ours);
    withBare.push(...others);
    without.push(...none);
  }
  const of = (times: number[]): string =>
    `median ${quantile(times, 0.5).toFixed(1)}, p99 ${quantile(times, 0.99).toFixed(1)} ms`;
  const added = (times: number[], share: number): string =>
    `${(quantile(times, share) - quantile(without, share)).toFixed(1)} ms`;
  console.log(`${wordsOf(load)}, ${without.length} writes each: without a webhook ${of(without)}`);
  console.log(`  one that allows everything: added median ${added(withBare, 0.5)}, p99 ${added(withBare, 0.99)}`);
  const each = (spentMs / withOurs.length).toFixed(2);
  console.log(
    `  Urumi's: added median ${added(withOurs, 0.5)}, p99 ${added(withOurs, 0.99)}; ${each} ms of its processor time each`,
  );
  if (failures > 0) console.log(`  ${failures} writes failed, the last one: ${lastFailure}`);
}

/** The API server takes a moment to see a configuration come or go. */
async function untilAsked(wanted: boolean): Promise<void> {
  while ((await isAsked()) !== wanted) await sleep(50);
}

/** Whether a webhook is asked about Stores: both warn of this one. */
async function isAsked(): Promise<boolean> {
  const warnings: string[] = [];
  const metadata = { name: 'probe', namespace: systemNamespace, labels: { [labels.fleet]: 'none' } };
  const body = { apiVersion: 'urumi.dev/v1alpha1', kind: 'Store', metadata, spec: { engine: 'woocommerce' } };
  const onWarning = (text: string): void => void warnings.push(text);
  await api.request({ method: 'POST', path: stores, query: { dryRun: 'All' }, body, onWarning });
  return warnings.length > 0;
}

/** 20,000 reviews: the answers, their times, and what they leave in memory. */
async function endure(
  { webhooks: [hook] }: Configuration,
  child: ChildUnderTest,
  load: { readonly inFlight: number },
): Promise<void> {
  const { url = '', caBundle = '' } = hook?.clientConfig ?? {};
  const port = Number(new URL(url).port);
  const reviews = fc.sample(anyReview, { numRuns: 20_000, seed: 1 });
  const agent = new Agent({ keepAlive: true, maxSockets: load.inFlight, ca: Buffer.from(caBundle, 'base64') });
  let right = 0;
  const [before, spentBefore] = [child.residentBytes(), child.processorMs()];
  const startedAt = performance.now();
  const times = await timesUnder(load, reviews, async ({ uid, text }) => {
    const answer = await post(agent, port, text);
    if ((JSON.parse(answer) as { response: { uid: string } }).response.uid === uid) right += 1;
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const grown = (child.residentBytes() - before) / 1024 / 1024;
  const spent = (child.processorMs() - spentBefore) / reviews.length;
  agent.destroy();
  console.log(
    `${reviews.length} reviews, one in ten malformed: ${right} answered with their uid, ${Math.round(reviews.length / seconds)}/s, ${spent.toFixed(2)} ms of the webhook's processor time each`,
  );
  console.log(
    `  ${wordsOf(load)}: median ${quantile(times, 0.5).toFixed(1)}, p99 ${quantile(times, 0.99).toFixed(1)} ms, the asking on the same machine; the webhook's memory has grown by ${grown.toFixed(0)} MiB`,
  );
}

function post(agent: Agent, port: number, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asking = request({ agent, host: '127.0.0.1', port, path: '/validate', method: 'POST' }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.once('end', () => resolve(text));
    });
    asking.once('error', reject);
    asking.end(body);
  });
}
