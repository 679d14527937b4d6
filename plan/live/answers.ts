import type { StoreCluster } from '../plan-report.ts';
import type { DryRunAnswer } from './dry-run.ts';

/** Why nothing was answered. */
export type Unchecked = Omit<Extract<DryRunAnswer, { outcome: 'unchecked' }>, 'outcome'>;

/** What was answered, object by object, as the report has it. */
export class Answers {
  readonly drifted: StoreCluster['drifted'] = [];
  readonly #refused: StoreCluster['refused'] = [];
  readonly #warnings: StoreCluster['warnings'] = [];
  readonly #unchecked = new Map<string, string[]>();
  readonly #passing = new Set<string>();
  #checked = 0;

  take(id: string, answer: DryRunAnswer): void {
    if (answer.outcome === 'unchecked') return this.unchecked(answer, [id]);
    this.#checked++;
    if (answer.outcome === 'refused') this.#refused.push({ id, message: answer.message });
    else this.#warnings.push(...answer.warnings.map((message) => ({ id, message })));
  }

  unchecked({ why, passing = false }: Unchecked, ids: readonly string[]): void {
    if (passing) this.#passing.add(why);
    if (ids.length > 0) this.#unchecked.set(why, [...(this.#unchecked.get(why) ?? []), ...ids]);
  }

  report(): StoreCluster {
    return {
      checked: this.#checked,
      refused: this.#refused.toSorted(byId),
      warnings: this.#warnings.toSorted(byId),
      unchecked: [...this.#unchecked].map(([why, ids]) =>
        Object.assign({ why, objects: ids.toSorted() }, this.#passing.has(why) && { passing: true }),
      ),
      drifted: this.drifted,
    };
  }
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
