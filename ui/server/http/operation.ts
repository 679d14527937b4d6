import type { Context } from 'koa';
import type { z } from 'zod';

/** What an operation is called with: parsed. */
export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
  readonly context: Context;
}

/** One operation of the API: what the router serves, and what the OpenAPI document says. */
export interface Operation {
  /** Its name in the OpenAPI document. */
  readonly id: string;
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Below /api/v1, with `{name}` for parameters. */
  readonly path: string;
  readonly summary: string;
  readonly params?: Readonly<Record<string, z.ZodType<string>>>;
  readonly query?: z.ZodObject;
  /** What it takes as JSON; absent: no body is read. */
  readonly body?: z.ZodType;
  /** Of a success. @default 200 */
  readonly status?: 200 | 202;
  /** What a success has; absent: the operation writes its answer itself. */
  readonly answer?: z.ZodType;
  /** Media type of the answer. @default application/json */
  readonly type?: string;
  /** `session`: who is signed in; `write`: that, and an Idempotency-Key. @default nothing */
  readonly needs?: 'session' | 'write';
  /** Answered to everybody, also where reading is for members only. @default no */
  readonly isOpen?: boolean;
  /** Statuses other than the success, 400 and 429, each with what it means. */
  readonly refusals?: Readonly<Record<number, string>>;
  /** @throws ProblemError */
  readonly handle: (call: Call) => unknown;
}

/** Where the API begins. */
export const apiRoot = '/api/v1';

interface TypedOperation<Query extends z.ZodObject, Body extends z.ZodType, Answer extends z.ZodType> extends Omit<
  Operation,
  'query' | 'body' | 'answer' | 'handle'
> {
  readonly query?: Query;
  readonly body?: Body;
  readonly answer?: Answer;
  readonly handle: (
    call: Omit<Call, 'query' | 'body'> & { readonly query: z.output<Query>; readonly body: z.output<Body> },
  ) => z.input<Answer> | Promise<z.input<Answer>>;
}

/** Makes an operation whose handler has the types of its schemas. */
export function operation<Query extends z.ZodObject, Body extends z.ZodType, Answer extends z.ZodType>(
  typed: TypedOperation<Query, Body, Answer>,
): Operation {
  return typed as unknown as Operation;
}
