import type { Router } from '@koa/router';
import type { OAuthFlow } from '../session/oauth-flow.ts';
import type { People } from '../session/people.ts';
import type { Sessions } from '../session/sessions.ts';

export interface SignInParts {
  readonly flow: OAuthFlow;
  readonly people: People;
  readonly sessions: Sessions;
}

/** The two pages of sign-in at the forge: the way there, and the way back. Both only pass on. */
export function signInRoutes(router: Router, { flow, people, sessions }: SignInParts): void {
  router.get('/sign-in', (context) => flow.begin(context));
  router.get('/sign-in/callback', async (context) => {
    const { grant, page } = await flow.finish(context);
    const token = async () => ({ password: grant.token });
    const login = await people.whoIs({ kind: 'forge', login: '?', credentials: { kind: 'token', token } });
    await sessions.begin(context, { kind: 'forge', login, grant });
    context.set('Cache-Control', 'no-store');
    context.redirect(page);
    context.status = 303;
  });
}
