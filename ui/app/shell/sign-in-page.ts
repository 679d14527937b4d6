import { html, type nothing, type TemplateResult } from 'lit';
import type { SessionView } from '../../server/api/session-view.ts';
import { mark } from '../parts/phase-glyph.ts';
import { signInAddress } from './account.ts';

const forges = { gitea: 'Gitea', github: 'GitHub' } as const;

/** All that is shown to somebody who is not signed in, where reading is for members of the repository. */
export function signInPage(
  { repository = '', forge = 'gitea' }: SessionView,
  trouble: TemplateResult | typeof nothing,
): TemplateResult {
  return html`<header class="bar"><a class="mark" href="/">${mark()}Urumi</a></header>
    <main id="main" tabindex="-1" class="narrow">
      ${trouble}
      <div class="head"><h1>Sign in to see the stores</h1></div>
      <p class="q">
        They are shown to those who may read <b>${repository}</b> on ${forges[forge]}. Changes are made in your own
        name, as pull requests.
      </p>
      <p class="way-in"><a class="b p l" href=${signInAddress()}>Sign in with ${forges[forge]}</a></p>
    </main>`;
}
