import { Counter, Histogram, type Registry } from 'prom-client';
import type { Reviewed } from './review.ts';

const kinds = ['Store', 'Fleet', 'other'] as const;
const verdicts = ['allowed', 'refused', 'malformed'] as const;

/** Counts and times the answers. The series exist from the start, at 0. */
export class AdmissionMetrics {
  readonly #reviews: Counter<'kind' | 'verdict'>;
  readonly #seconds: Histogram;

  constructor(registry: Registry) {
    this.#reviews = new Counter({
      name: 'urumi_admission_reviews_total',
      help: 'Admission reviews answered, by kind and verdict.',
      labelNames: ['kind', 'verdict'],
      registers: [registry],
    });
    this.#seconds = new Histogram({
      name: 'urumi_admission_review_duration_seconds',
      help: 'Time to judge one admission review, its body read.',
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 1],
      registers: [registry],
    });
    for (const kind of kinds) for (const verdict of verdicts) this.#reviews.inc({ kind, verdict }, 0);
  }

  observe({ kind, verdict }: Reviewed, seconds: number): void {
    this.#reviews.inc({ kind, verdict });
    this.#seconds.observe(seconds);
  }
}
