import type { Router } from '@koa/router';
import type { Context } from 'koa';
import type { Log } from '../../../cluster/log.ts';
import type { SignInTrouble } from '../api/sign-in-trouble.ts';
import { causeOf } from '../http/cause-of.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { OAuthFlow } from '../session/oauth-flow.ts';
import type { People } from '../session/people.ts';
import type { Sessions } from '../session/sessions.ts';

export interface SignInParts {
  readonly flow: OAuthFlow;
  readonly people: People;
  readonly sessions: Sessions;
  readonly log: Log;
}

/**
 * The two pages of sign-in at the forge: the way there, and the way back. Both only pass on. A browser for which it came to nothing is passed on to the app, which has the
 * words for it; whoever wants no page gets problem details.
 */
export function signInRoutes(router: Router, parts: SignInParts): void {
  router.get('/sign-in', (context) => parts.flow.begin(context));
  router.get('/sign-in/callback', async (context) => {
    let trouble: SignInTrouble = context.query['error'] === 'access_denied' ? 'refused' : 'stale';
    try {
      const { grant, page } = await parts.flow.finish(context);
      trouble = 'stranger';
      const token = async () => ({ password: grant.token });
      const login = await parts.people.whoIs({ kind: 'forge', login: '?', credentials: { kind: 'token', token } });
      await parts.sessions.begin(context, { kind: 'forge', login, grant });
      passOn(context, page);
    } catch (error) {
      if (!(error instanceof ProblemError) || context.accepts('json', 'html') !== 'html') throw error;
      if (error.status >= 500) parts.log.error({ error: causeOf(error) }, 'a sign-in failed');
      passOn(context, `/?sign-in=${error.status >= 500 ? 'away' : trouble}`);
    }
  });
}

function passOn(context: Context, page: string): void {
  context.set('Cache-Control', 'no-store');
  context.redirect(page);
  context.status = 303;
}
