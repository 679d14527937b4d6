import { z } from 'zod';
import type { Clock } from '../../../cluster/clock.ts';
import type { ApiConnection } from '../../../cluster/connection.ts';
import { namespaceOf } from '../../../synth/spec/names.ts';
import type { StoreEvents as StoreEventList } from '../api/store-detail.ts';
import { KeptAnswers } from './kept-answers.ts';

/** Answers younger than this, ms, are given again: many browsers cost what one does. */
const freshFor = 2_000;
/** Events that are read of one namespace, and those that are told. */
const mostRead = 500;
const mostTold = 100;
/** Stores whose answers are kept. */
const mostKept = 200;

const eventSchema = z.object({
  metadata: z.object({ creationTimestamp: z.string().nullish() }),
  type: z.string().default(''),
  reason: z.string().default(''),
  note: z.string().default(''),
  eventTime: z.string().nullish(),
  deprecatedLastTimestamp: z.string().nullish(),
  series: z.object({ lastObservedTime: z.string() }).nullish(),
  regarding: z.object({ kind: z.string().default(''), name: z.string().default('') }).prefault({}),
});
const listSchema = z.object({ items: z.array(eventSchema).nullable() });

type ToldEvent = StoreEventList['items'][number];

function told({ metadata, type, reason, note, regarding, ...times }: z.output<typeof eventSchema>): ToldEvent {
  const { series, eventTime, deprecatedLastTimestamp } = times;
  const at = series?.lastObservedTime ?? eventTime ?? deprecatedLastTimestamp ?? metadata.creationTimestamp ?? '';
  return { at, type, reason, message: note.slice(0, 1_000), about: `${regarding.kind}/${regarding.name}` };
}

export interface StoreEventsOptions {
  readonly api: ApiConnection;
  readonly clock: Clock;
  /** Where the Store objects are. */
  readonly namespace: string;
}

/** The Kubernetes Events about a store and its objects. They are asked for, not watched: few look at them, and they are many. */
export class StoreEvents {
  readonly #options: StoreEventsOptions;
  readonly #answers: KeptAnswers<StoreEventList>;

  constructor(options: StoreEventsOptions) {
    this.#options = options;
    this.#answers = new KeptAnswers({ clock: options.clock, most: mostKept });
  }

  /** @throws ApiError when the API server does not answer, and never has */
  of(store: string): Promise<StoreEventList> {
    return this.#answers.get(store, freshFor, () => this.#read(store));
  }

  async #read(store: string): Promise<StoreEventList> {
    const { namespace } = this.#options;
    const [own, inside] = await Promise.all([
      this.#list(namespace, `regarding.kind=Store,regarding.name=${store}`),
      this.#list(namespaceOf(store)),
    ]);
    const items = [...own, ...inside].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
    return { items: items.slice(0, mostTold) };
  }

  async #list(namespace: string, fieldSelector?: string): Promise<ToldEvent[]> {
    const path = `/apis/events.k8s.io/v1/namespaces/${encodeURIComponent(namespace)}/events`;
    const query = { limit: mostRead, fieldSelector };
    const answer = await this.#options.api.request({ method: 'GET', path, query, timeoutMs: 5_000 });
    return (listSchema.parse(answer).items ?? []).map(told);
  }
}
