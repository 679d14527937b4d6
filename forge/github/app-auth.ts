import { createAppAuth } from '@octokit/auth-app';

/** Octokit's authentication of an App, without its habit of writing to the console. */
export function appAuth(options: Parameters<typeof createAppAuth>[0]): ReturnType<typeof createAppAuth> {
  return createAppAuth({ ...options, log: { warn: () => undefined } });
}
