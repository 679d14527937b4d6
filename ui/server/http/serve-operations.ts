import { Router } from '@koa/router';
import type { Context } from 'koa';
import type { z } from 'zod';
import { apiRoot, type Operation } from './operation.ts';
import { ProblemError } from './problem-error.ts';
import { readBody } from './read-body.ts';

/** Longer queries are refused before they are parsed, characters. */
const longestQuery = 2_048;

function refuse(what: string, error: z.ZodError): never {
  const issues = error.issues.slice(0, 20).map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new ProblemError(
    400,
    `The ${what} of the request does not fit; issues says where. /api/v1/openapi.json has the rules.`,
    { issues },
  );
}

function queryOf(context: Context, { query }: Operation): unknown {
  if (context.querystring.length > longestQuery)
    throw new ProblemError(414, `The query is longer than ${longestQuery} characters.`);
  if (query === undefined) return {};
  const parsed = query.safeParse({ ...context.query });
  return parsed.success ? parsed.data : refuse('query', parsed.error);
}

function paramsOf(
  context: Context & { params?: Record<string, string> },
  { params = {} }: Operation,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, schema]) => {
      const parsed = schema.safeParse(context.params?.[name]);
      return [name, parsed.success ? parsed.data : refuse('path', parsed.error)];
    }),
  );
}

async function bodyOf(context: Context, { body }: Operation): Promise<unknown> {
  if (body === undefined) return undefined;
  const parsed = body.safeParse(await readBody(context));
  return parsed.success ? parsed.data : refuse('body', parsed.error);
}

async function answer(context: Context, operation: Operation): Promise<void> {
  const parsed = { query: queryOf(context, operation), params: paramsOf(context, operation) };
  const call = { context, ...parsed, body: await bodyOf(context, operation) };
  const value = await operation.handle(call);
  if (operation.answer === undefined) return;
  if (operation.status !== undefined) context.status = operation.status;
  context.set('Cache-Control', 'no-store');
  context.body = JSON.stringify(operation.answer.parse(value));
  context.type = operation.type ?? 'application/json';
}

/** A router for operations: each request is parsed by the operation's schemas before, and each answer checked by them after. */
export function serveOperations(operations: readonly Operation[]): Router {
  const router = new Router();
  for (const operation of operations) {
    const path = `${apiRoot}${operation.path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
    router[operation.method](path, (context) => answer(context, operation));
  }
  return router;
}
