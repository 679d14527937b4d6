import type { createAppAuth } from '@octokit/auth-app';

/** Signs each attempt of a request, as an authentication strategy of Octokit does. */
export interface Authentication {
  readonly hook: ReturnType<typeof createAppAuth>['hook'];
}
