import type { FakeAnswer } from './fake-answer.ts';
import type { Actor, FakeState } from './fake-state.ts';
import type { PublishedApi } from './published-api.ts';

/** A request that the document has found fine. */
export interface FakeCall {
  readonly api: PublishedApi;
  readonly state: FakeState;
  readonly actor: Actor;
  readonly operationId: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** Of the fake's web pages. */
  readonly url: string;
}

/** Does one operation. Throws FakeRefusal. */
export type Handler = (call: FakeCall) => FakeAnswer | Promise<FakeAnswer>;

/** One page of a list, as `per_page` and `page` ask for it. */
export function page<T>(items: readonly T[], { query }: FakeCall): T[] {
  const size = Math.min(Number(query['per_page'] ?? 30), 100);
  const number = Number(query['page'] ?? 1);
  return items.slice((number - 1) * size, number * size);
}
