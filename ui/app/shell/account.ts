import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../parts/icon.ts';
import type { SessionState } from '../session/session-state.ts';

/** The way to the forge's sign-in, and back to the page that is open. */
export function signInAddress(): string {
  return `/sign-in?page=${encodeURIComponent(location.pathname + location.search)}`;
}

/** Who is signed in, and the way in or out. Where nothing can be changed, nobody needs to be. */
export function account(session: SessionState): TemplateResult | typeof nothing {
  const { view } = session;
  if (view === undefined || view.signIn === 'none') return nothing;
  const { person, signIn } = view;
  if (person === undefined) return html`<a class="b" href=${signInAddress()}>Sign in</a>`;
  const title = signIn === 'local' ? `${person.login}: this sandbox's user` : `Signed in as ${person.login}`;
  return html`<span class="who hide-s" title=${title}>${icon('account')}<bdi class="cut">${person.login}</bdi></span>
    ${signIn === 'forge' ? html`<button class="b t s hide-s" @click=${() => void session.signOut()}>Sign out</button>` : nothing}`;
}
