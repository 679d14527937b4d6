/**
 * What the admission webhook adds to a write of a Store, and how it bears 20,000 reviews, one in ten malformed.
 *
 * The first as a difference in one run on one API server: rounds of dry-run writes with the webhook registered and without, turn about. The second over
 * one HTTPS server, as the API server asks it.
 *
 * node bench/admission.ts [writes in each round, default 1000]
 */
import { Agent, request } from 'node:https';
import * as fc from 'fast-check';
import { connect } from '../cluster/connect.ts';
import { pathOf } from '../cluster/kinds.ts';
import { install } from '../install/install.ts';
import { startControlPlane } from '../sandbox/control-plane.ts';
import { labels, systemNamespace } from '../synth/spec/names.ts';
import { registerWebhook } from '../webhook/admission/register-webhook.ts';
import { startAdmission, type RunningAdmission } from '../webhook/admission/start-admission.ts';
import { configurationId } from '../webhook/admission/webhook-configuration.ts';
import { anyReview } from '../webhook/admission/testing/any-review.ts';

const writes = Number(process.argv[2] ?? 1_000);
const rounds = 4;
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
const path = `/apis/urumi.dev/v1alpha1/namespaces/${systemNamespace}/stores`;

function ignore(): void {
  // nothing to tell
}

const plane = await startControlPlane({ scheduler: false, kwok: false });
const api = await connect({ kubeconfig: plane.kubeconfig, userAgent: 'urumi-bench', connections: 500 });
try {
  await install(api);
  const admission = await startAdmission({ api, log: silent, port: 0 });
  for (const inFlight of [50, 500]) await compare(inFlight, admission);
  await endure(admission);
  await admission.close();
} finally {
  await api.close();
  await plane.stop();
}

/** The time of each of so many dry-run writes, ms. */
async function timesOf(inFlight: number): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < writes) {
      const name = `bench-${next++}`;
      const metadata = { name, namespace: systemNamespace, labels: { [labels.fleet]: 'none' } };
      const body = { apiVersion: 'urumi.dev/v1alpha1', kind: 'Store', metadata, spec: { engine: 'woocommerce' } };
      const startedAt = performance.now();
      await api.request({ method: 'POST', path, query: { dryRun: 'All' }, body });
      times.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return times;
}

async function compare(inFlight: number, { url, caBundle }: RunningAdmission): Promise<void> {
  const [without, withIt]: [number[], number[]] = [[], []];
  const registration = { target: { url }, namespace: systemNamespace, caBundle };
  const { signal } = new AbortController();
  for (let round = 0; round <= rounds; round++) {
    await registerWebhook(api, registration, signal);
    await untilAsked(true);
    const asked = await timesOf(inFlight);
    await api.request({ method: 'DELETE', path: pathOf(configurationId) });
    await untilAsked(false);
    const bare = await timesOf(inFlight);
    // The first round opens connections and warms everything up.
    if (round === 0) continue;
    withIt.push(...asked);
    without.push(...bare);
  }
  const added = (share: number): string => `${(quantile(withIt, share) - quantile(without, share)).toFixed(1)} ms`;
  const of = (times: number[]): string =>
    `median ${quantile(times, 0.5).toFixed(1)}, p99 ${quantile(times, 0.99).toFixed(1)} ms`;
  console.log(`${inFlight} in flight, ${without.length} writes each: without ${of(without)}; with ${of(withIt)}`);
  console.log(`  added: median ${added(0.5)}, p99 ${added(0.99)}`);
}

/** The API server takes a moment to see a configuration come or go. */
async function untilAsked(wanted: boolean): Promise<void> {
  for (;;) {
    const warnings: string[] = [];
    const metadata = { name: 'probe', namespace: systemNamespace, labels: { [labels.fleet]: 'none' } };
    const body = { apiVersion: 'urumi.dev/v1alpha1', kind: 'Store', metadata, spec: { engine: 'woocommerce' } };
    const onWarning = (text: string): void => void warnings.push(text);
    await api.request({ method: 'POST', path, query: { dryRun: 'All' }, body, onWarning });
    if (warnings.length > 0 === wanted) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** 20,000 reviews over 50 connections: the answers, their times, and what they leave in memory. */
async function endure({ port, caBundle }: RunningAdmission): Promise<void> {
  const reviews = fc.sample(anyReview, { numRuns: 20_000, seed: 1 });
  const agent = new Agent({ keepAlive: true, maxSockets: 50, ca: caBundle });
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
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: 50 }, worker));
  const seconds = (performance.now() - startedAt) / 1000;
  globalThis.gc?.();
  const grown = (process.memoryUsage.rss() - before) / 1024 / 1024;
  agent.destroy();
  console.log(
    `${reviews.length} reviews, one in ten malformed: ${right} answered with their uid, ${Math.round(reviews.length / seconds)}/s`,
  );
  console.log(
    `  50 at a time: median ${quantile(times, 0.5).toFixed(1)}, p99 ${quantile(times, 0.99).toFixed(1)} ms, the asking in the same process; memory grown by ${grown.toFixed(0)} MiB`,
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

function quantile(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * share)] ?? 0;
}
