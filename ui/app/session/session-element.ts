import { ContextConsumer } from '@lit/context';
import { html, type TemplateResult } from 'lit';
import { LiveElement } from '../live/live-element.ts';
import { icon } from '../parts/icon.ts';
import { sessionContext, type SessionState } from './session-state.ts';

/** A part of the page that shows live data, and from which somebody may write. */
export abstract class SessionElement extends LiveElement {
  readonly #session = new ContextConsumer(this, { context: sessionContext, subscribe: false });
  readonly #abort = new AbortController();

  /** @throws Error outside of the app, which provides it */
  protected get session(): SessionState {
    const { value } = this.#session;
    if (value === undefined) throw new Error('there is no session above this element: put it into <u-app>');
    return value;
  }

  /** Aborted when the element goes: what it has asked for is of no interest any more. */
  protected get gone(): AbortSignal {
    return this.#abort.signal;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#abort.abort();
  }

  /** What stands in the place of a button that writes, when nobody is signed in. */
  protected signInCallout(): TemplateResult {
    const { view } = this.session;
    const page = encodeURIComponent(location.pathname + location.search);
    if (view === undefined) return html`<p class="q late" aria-busy="true">Looking who is signed in.</p>`;
    return view.signIn === 'forge'
      ? html`<section class="call note" aria-label="Sign in">
          ${icon('account')}
          <div>
            <h2>Sign in to propose changes</h2>
            <p>
              The pull request is opened in your own name at ${view.forge === 'github' ? 'GitHub' : 'Gitea'}, so its
              rights are yours.
            </p>
          </div>
          <div class="row side-do"><a class="b p l" href="/sign-in?page=${page}">Sign in</a></div>
        </section>`
      : html`<section class="call note" aria-label="Nothing is changed from here">
          ${icon('account')}
          <div>
            <h2>This web UI shows, and changes nothing</h2>
            <p>It was started without sign-in. A store is a file: change it by a pull request of your own.</p>
          </div>
          <div></div>
        </section>`;
  }
}
