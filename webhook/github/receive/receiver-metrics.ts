import { Counter, Histogram, type Registry } from 'prom-client';
import { refusals, type Refusal } from './refusal.ts';

/** How a delivery was answered. */
export type Outcome = 'taken' | 'repeated' | 'ignored' | 'ping' | Refusal;
const outcomes: readonly Outcome[] = ['taken', 'repeated', 'ignored', 'ping', ...(Object.keys(refusals) as Refusal[])];

/** Counts and times answers. Every series begins at 0, so that graphs and alerts see the first refusal as an increase. */
export class ReceiverMetrics {
  readonly #deliveries: Counter<'outcome'>;
  readonly #seconds: Histogram;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#deliveries = new Counter({
      name: 'urumi_webhook_deliveries_total',
      help: 'Deliveries by how they were answered.',
      labelNames: ['outcome'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'urumi_webhook_answer_seconds',
      help: 'Time from the headers of a delivery to its answer.',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 10],
      registers,
    });
    for (const outcome of outcomes) this.#deliveries.inc({ outcome }, 0);
  }

  observe(outcome: Outcome, seconds: number): void {
    this.#deliveries.inc({ outcome });
    this.#seconds.observe(seconds);
  }
}
