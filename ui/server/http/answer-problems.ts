import type { Middleware } from 'koa';
import type { Log } from '../../../cluster/log.ts';
import { causeOf } from './cause-of.ts';
import { ProblemError } from './problem-error.ts';

/** What a person is told of an error that is our own: no more than that it is. The log has the rest. */
const ours = 'The server could not answer this; its log says why. Trying again may help.';

function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  // Koa and its parts throw errors with a status for what the client did wrong: a path that is not UTF-8.
  const { status = 500, expose = false } = error as { status?: number; expose?: boolean };
  return expose && status >= 400 && status < 500
    ? new ProblemError(status, error instanceof Error ? error.message : '', { cause: error })
    : new ProblemError(500, ours, { cause: error });
}

/** Answers every error below it as problem details, and what nobody answers as 404. */
export function answerProblems(log: Log): Middleware {
  return async (context, next) => {
    try {
      await next();
      if (context.status === 404 && context.body === undefined)
        throw new ProblemError(404, `There is nothing at ${context.path}. /api/v1/openapi.json lists what there is.`);
    } catch (error) {
      const problem = asProblem(error);
      if (problem.status >= 500) log.error({ path: context.path, error: causeOf(problem) }, 'a request failed');
      context.status = problem.status;
      if (problem.retryAfter !== undefined) context.set('Retry-After', String(problem.retryAfter));
      context.set('Cache-Control', 'no-store');
      context.body = JSON.stringify(problem.problem);
      context.type = 'application/problem+json';
    }
  };
}
