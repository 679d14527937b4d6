import type { Context } from 'koa';
import type { z } from 'zod';

/** What an operation is called with: parsed. */
export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly context: Context;
}

/** One operation of the API: what the router serves, and what the OpenAPI document says. */
export interface Operation {
  /** Its name in the OpenAPI document. */
  readonly id: string;
  readonly method: 'get';
  /** Below /api/v1, with `{name}` for parameters. */
  readonly path: string;
  readonly summary: string;
  readonly params?: Readonly<Record<string, z.ZodType<string>>>;
  readonly query?: z.ZodObject;
  /** What a 200 has; absent: the operation writes its answer itself. */
  readonly answer?: z.ZodType;
  /** Media type of the answer. @default application/json */
  readonly type?: string;
  /** Statuses other than 200, 400 and 429, each with what it means. */
  readonly refusals?: Readonly<Record<number, string>>;
  /** @throws ProblemError */
  readonly handle: (call: Call) => unknown;
}

/** Where the API begins. */
export const apiRoot = '/api/v1';

interface TypedOperation<Query extends z.ZodObject, Answer extends z.ZodType> extends Omit<
  Operation,
  'query' | 'answer' | 'handle'
> {
  readonly query?: Query;
  readonly answer?: Answer;
  readonly handle: (
    call: Omit<Call, 'query'> & { readonly query: z.output<Query> },
  ) => z.input<Answer> | Promise<z.input<Answer>>;
}

/** Makes an operation whose handler has the types of its schemas. */
export function operation<Query extends z.ZodObject, Answer extends z.ZodType>(
  typed: TypedOperation<Query, Answer>,
): Operation {
  return typed as unknown as Operation;
}
