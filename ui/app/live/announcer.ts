import type { StreamMessage } from '../../server/api/stream-messages.ts';
import type { Phase } from '../list/known-words.ts';
import { plural } from '../words/plural.ts';

/** One sentence in this time, ms: who listens to a reader wants to hear other things too. */
const pause = 10_000;

/** Puts what happened into one sentence for screen readers: `3 stores became Ready, 1 Failed.` */
export class Announcer {
  readonly #phases = new Map<string, Phase>();
  #became = new Map<Phase, number>();
  #last = 0;

  /**
   * @param now ms since the epoch
   * @returns what to say now; undefined: nothing
   */
  take({ rows }: StreamMessage<'stores'>, now: number): string | undefined {
    for (const { name, phase } of rows) {
      const before = this.#phases.get(name);
      this.#phases.set(name, phase);
      if (before !== phase) this.#became.set(phase, (this.#became.get(phase) ?? 0) + 1);
    }
    const told = (['Ready', 'Failed', 'Degraded', 'Closed'] as const).filter((phase) => this.#became.has(phase));
    if (told.length === 0 || now - this.#last < pause) return undefined;
    const [first, ...others] = told.map((phase) => [phase, this.#became.get(phase) ?? 0] as const);
    this.#became = new Map();
    this.#last = now;
    if (first === undefined) return undefined;
    const [phase, count] = first;
    const rest = others.map(([other, many]) => `, ${many} ${other}`).join('');
    return `${plural(count, 'store')} became ${phase}${rest}.`;
  }
}
