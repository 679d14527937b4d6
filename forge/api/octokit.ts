import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import { fetch as undiciFetch, type Dispatcher } from 'undici';
import type { ForgeTimeouts } from './limits.ts';
import { throttleGroups, type Pace } from './pace.ts';
import { Redirected } from './redirected.ts';

const PacedOctokit = Octokit.plugin(throttling, retry);

interface OctokitParts {
  /** Of the API: `https://api.github.com`, `https://git.example.com/api/v1`. */
  readonly baseUrl: string;
  /** Whose limits these are: requests of one id share them. */
  readonly id: string;
  readonly pace: Pace;
  readonly agent: Dispatcher;
  readonly timeouts: ForgeTimeouts;
  /** An authentication strategy, as Octokit takes it. */
  readonly authStrategy: () => unknown;
}

/** How long we wait for a limit to pass before we tell the caller instead, in s. */
const longestWait = 10;

/** Octokit over our own connections, with its plugins for rate limits and repetition, and without its habit of writing to the console. */
export function pacedOctokit({ baseUrl, id, pace, agent, timeouts, authStrategy }: OctokitParts): Octokit {
  const waits = (retryAfter: number, _options: unknown, _octokit: unknown, retryCount: number) =>
    retryAfter <= longestWait && retryCount < 2;
  return new PacedOctokit({
    baseUrl,
    authStrategy,
    userAgent: 'urumi',
    request: { fetch: boundFetch(agent) },
    log: { debug: silent, info: silent, warn: silent, error: silent },
    throttle: { id, onRateLimit: waits, onSecondaryRateLimit: waits, ...throttleGroups(pace) },
    retry: {
      retryAfterBaseValue: timeouts.retryMs,
      doNotRetry: [400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 423, 429, 451],
    },
  });
}

/** What it has to say comes back as an error, or is of no interest. */
const silent = () => undefined;

function boundFetch(dispatcher: Dispatcher): typeof fetch {
  const bound = async (...[input, init]: Parameters<typeof undiciFetch>) => {
    const answer = await undiciFetch(input, { ...init, dispatcher, redirect: 'manual' });
    if (answer.status < 300 || answer.status > 399 || answer.status === 304) return answer;
    await answer.body?.cancel();
    throw new Redirected(
      `the forge answered ${answer.status}: what was asked for has moved, was the repository renamed?`,
    );
  };
  // undici's own types and those of Node's built-in copy differ in names only.
  return bound as unknown as typeof fetch;
}
