/**
 * How long the receiver's answers take under load: 2,000 deliveries, 50 at a time, 30 % of them invalid, from another thread; and what each valid one that was not
 * taken was answered: a 408 when this process was too late to read it, a 429 above the rate, a 503 without room. A forge that was answered so has not lost it: it may deliver
 * again, and the poll finds what it told of.
 */
import { once } from 'node:events';
import { cpus } from 'node:os';
import { Worker } from 'node:worker_threads';
import { ReceiverScene } from '../webhook/testing/receiver-scene.ts';
import { quantiles } from './testing/quantiles.ts';
import type { SenderAnswer, SenderQuestion } from './testing/send-deliveries.ts';

console.log(`${cpus().length} cores, Node ${process.version}`);
await answersUnderLoad();

async function answersUnderLoad(): Promise<void> {
  await using receiver = await ReceiverScene.start();
  const question: SenderQuestion = { port: receiver.port, warmUp: 500, deliveries: 2_000, atOnce: 50 };
  const sender = new Worker(new URL('testing/send-deliveries.ts', import.meta.url), { workerData: question });
  const [{ cold, times, refused }] = (await once(sender, 'message')) as [SenderAnswer];
  console.log(`the first ${cold.length} answers of a receiver that has just started: ${quantiles(cold)}`);
  console.log(`answers, 50 at a time, 30 % invalid, as the sender sees them: ${quantiles(times)}`);
  console.log(
    `the same from headers to answer: p99 < ${await answerBound(receiver)} ms; taken: ${receiver.taken.length} of 1,750 valid`,
  );
  for (const [answer, count] of refused) console.log(`  ${count} valid ones were answered ${answer}`);
}

/** The bound of the bucket that 99 % of the answers fall into or below, ms. */
async function answerBound({ registry }: ReceiverScene): Promise<number> {
  const metric = await registry.getSingleMetric('urumi_webhook_answer_seconds')?.get();
  const buckets = (metric?.values ?? []).filter(({ labels }) => 'le' in labels);
  const all = buckets.at(-1)?.value ?? 0;
  const bucket = buckets.find(({ value }) => value >= 0.99 * all);
  return Number((bucket?.labels as { le?: number } | undefined)?.le) * 1_000;
}
