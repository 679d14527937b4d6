/**
 * What the admission webhook adds to a write of a Store, and how it bears 20,000 reviews, one in ten malformed.
 *
 * The first as a difference in one run on one API server: rounds of dry-run writes with the webhook registered and without, turn about. The second over
 * one HTTPS server, as the API server asks it.
 *
 * node bench/admission.ts [writes in each round, default 1000]
 */
import { Agent, request } from 'node:https';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { applyObject } from '../cluster/apply.ts';
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
import { configurationId } from '../webhook/admission/webhook-configuration.ts';
import { anyReview } from '../webhook/admission/testing/any-review.ts';
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
try {
  await install(api, { trusted: [administrator.user] });
  webhook = new ChildUnderTest([...args, '--kubeconfig', plane.kubeconfig], {
    cwd: path.join(import.meta.dirname, '..'),
  });
  const child = webhook;
  await until('the webhook answers', () => child.output.includes('answers at'), { tell: () => child.output });
  const configuration = (await readObject(api, configurationId)) as Configuration;
  // A rate that leaves the processors time shows what a write waits for; so many in flight, what all of them wait for when none is left.
  for (const load of [{ perSecond: 50 }, { inFlight: 50 }, { inFlight: 500 }])
    await compare(load, configuration, child);
  await endure(configuration, child);
} finally {
  await webhook?.end();
  await api.close();
  await plane.stop();
}

/** The time of each of so many dry-run writes, ms. */
async function timesOf(load: Load): Promise<number[]> {
  const numbers = Array.from({ length: writes }, (_, at) => at);
  if ('inFlight' in load) {
    const times: number[] = [];
    await inParallel(numbers, load.inFlight, async (at) => void times.push(await timeOf(at)));
    return times;
  }
  const begun = performance.now();
  return await Promise.all(
    numbers.map(async (at) => {
      await sleep(Math.max(0, begun + (at * 1_000) / load.perSecond - performance.now()));
      return await timeOf(at);
    }),
  );
}

async function timeOf(at: number): Promise<number> {
  const metadata = { name: `bench-${at}`, namespace: systemNamespace, labels: { [labels.fleet]: 'none' } };
  const body = { apiVersion: 'urumi.dev/v1alpha1', kind: 'Store', metadata, spec: { engine: 'woocommerce' } };
  const startedAt = performance.now();
  await api.request({ method: 'POST', path: stores, query: { dryRun: 'All' }, body }).catch(countFailure);
  return performance.now() - startedAt;
}

function countFailure(error: unknown): void {
  failures += 1;
  lastFailure = String(error);
}

async function compare(load: Load, configuration: Configuration, child: ChildUnderTest): Promise<void> {
  const { kind, apiVersion, metadata, webhooks } = configuration;
  const [without, withIt]: [number[], number[]] = [[], []];
  const again = { kind, apiVersion, metadata: { name: metadata.name }, webhooks };
  failures = 0;
  let spentMs = 0;
  for (let round = 0; round <= rounds; round++) {
    await applyObject(api, again, { manager: 'urumi-bench' });
    await untilAsked(true);
    const before = child.processorMs();
    const asked = await timesOf(load);
    const spent = child.processorMs() - before;
    await api.request({ method: 'DELETE', path: pathOf(configurationId) });
    await untilAsked(false);
    const bare = await timesOf(load);
    // The first round opens connections and warms everything up.
    if (round === 0) continue;
    spentMs += spent;
    withIt.push(...asked);
    without.push(...bare);
  }
  const added = (share: number): string => `${(quantile(withIt, share) - quantile(without, share)).toFixed(1)} ms`;
  const of = (times: number[]): string =>
    `median ${quantile(times, 0.5).toFixed(1)}, p99 ${quantile(times, 0.99).toFixed(1)} ms`;
  const what = 'perSecond' in load ? `${load.perSecond} a second` : `${load.inFlight} in flight`;
  console.log(`${what}, ${without.length} writes each: without ${of(without)}; with ${of(withIt)}`);
  const each = (spentMs / withIt.length).toFixed(2);
  console.log(`  added: median ${added(0.5)}, p99 ${added(0.99)}; ${each} ms of processor time in the webhook each`);
  if (failures > 0) console.log(`  ${failures} writes failed, the last one: ${lastFailure}`);
}

/** The API server takes a moment to see a configuration come or go. */
async function untilAsked(wanted: boolean): Promise<void> {
  for (;;) {
    const warnings: string[] = [];
    const metadata = { name: 'probe', namespace: systemNamespace, labels: { [labels.fleet]: 'none' } };
    const body = { apiVersion: 'urumi.dev/v1alpha1', kind: 'Store', metadata, spec: { engine: 'woocommerce' } };
    const onWarning = (text: string): void => void warnings.push(text);
    await api.request({ method: 'POST', path: stores, query: { dryRun: 'All' }, body, onWarning });
    if (warnings.length > 0 === wanted) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** 20,000 reviews over 50 connections: the answers, their times, and what they leave in memory. */
async function endure({ webhooks: [hook] }: Configuration, child: ChildUnderTest): Promise<void> {
  const { url = '', caBundle = '' } = hook?.clientConfig ?? {};
  const port = Number(new URL(url).port);
  const reviews = fc.sample(anyReview, { numRuns: 20_000, seed: 1 });
  const agent = new Agent({ keepAlive: true, maxSockets: 50, ca: Buffer.from(caBundle, 'base64') });
  const times: number[] = [];
  let right = 0;
  let at = 0;
  const worker = async (): Promise<void> => {
    for (let review = reviews[at++]; review !== undefined; review = reviews[at++]) {
      const startedAt = performance.now();
      const answer = await post(agent, port, review.text);
      times.push(performance.now() - startedAt);
      if ((JSON.parse(answer) as { response: { uid: string } }).response.uid === review.uid) right += 1;
    }
  };
  const [before, spentBefore] = [child.residentBytes(), child.processorMs()];
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: 50 }, worker));
  const seconds = (performance.now() - startedAt) / 1000;
  const grown = (child.residentBytes() - before) / 1024 / 1024;
  const spent = (child.processorMs() - spentBefore) / reviews.length;
  agent.destroy();
  console.log(
    `${reviews.length} reviews, one in ten malformed: ${right} answered with their uid, ${Math.round(reviews.length / seconds)}/s, ${spent.toFixed(2)} ms of the webhook's processor time each`,
  );
  console.log(
    `  50 at a time: median ${quantile(times, 0.5).toFixed(1)}, p99 ${quantile(times, 0.99).toFixed(1)} ms, the asking on the same machine; the webhook's memory has grown by ${grown.toFixed(0)} MiB`,
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
