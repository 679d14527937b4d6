import { ContextProvider } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import '../act/close-page.ts';
import '../act/reopen-page.ts';
import '../act/rollback-page.ts';
import '../act/suspend-page.ts';
import { Announcer } from '../live/announcer.ts';
import { LiveConnection } from '../live/live-connection.ts';
import { liveContext } from '../live/live-context.ts';
import '../pages/activity-page.ts';
import '../pages/closed-page.ts';
import '../pages/fleet-page.ts';
import '../pages/pull-page.ts';
import '../pages/pulls-page.ts';
import '../pages/store-page.ts';
import type { StoresPage } from '../pages/stores-page.ts';
import '../pages/stores-page.ts';
import { signedOut } from '../read/signed-out.ts';
import { SessionState, sessionContext } from '../session/session-state.ts';
import { keyHelp } from './key-help.ts';
import { Keyboard, type KeyCommand } from './keyboard.ts';
import { linkOf, navigate } from './navigate.ts';
import { actOnPage, isPageAct } from './page-keys.ts';
import { routeOf, type Route } from './route.ts';
import { signInPage } from './sign-in-page.ts';
import { takeSignInTrouble } from './sign-in-trouble.ts';
import { statusLine } from './status-line.ts';
import { chosenTheme, nextTheme } from './theme.ts';
import { tabBar, topBar } from './top-bar.ts';

/** Records grow to 1376 px, decisions to 960; the others are lists. */
const widths: Partial<Record<Route['page'], string>> = {
  store: 'page',
  act: 'narrow',
  rollback: 'narrow',
  edit: 'page',
};

/** The whole app: bar, page, status line; links, keys, and the one connection. */
class App extends LitElement {
  readonly #live = new LiveConnection();
  readonly #keyboard = new Keyboard();
  readonly #announcer = new Announcer();
  /** What keys do on every page; the others are for what the page shows. */
  readonly #actions: Readonly<Record<string, () => void>> = {
    help: () => this.#help(),
    hold: () => this.#live.hold(!this.#live.held),
    find: () => void this.#find(),
  };
  readonly #session = new SessionState(() => this.#meet());
  #route: Route = routeOf(location.pathname);
  #said = '';
  /** Of a sign-in that came to nothing, until somebody goes on. */
  #trouble = takeSignInTrouble();

  constructor() {
    super();
    this.addController(new ContextProvider(this, { context: liveContext, initialValue: this.#live }));
    this.addController(new ContextProvider(this, { context: sessionContext, initialValue: this.#session }));
    void this.#session.read();
    this.#readSessionAgain();
    const update = (): void => this.requestUpdate();
    this.#live.on('state', update);
    this.#live.on('stores', (message) => {
      this.#said = this.#announcer.take(message, Date.now()) ?? this.#said;
    });
    setInterval(update, 1_000);
    addEventListener('popstate', () => this.#show(routeOf(location.pathname)));
    addEventListener('keydown', (event) => this.#press(event));
    addEventListener('click', (event) => {
      const path = linkOf(event);
      if (path === undefined) return;
      event.preventDefault();
      navigate(path);
      scrollTo(0, 0);
    });
  }

  /** A server that was started anew may have forgotten who is there; so may a page that was left open over night; and the forge may have ended the session. */
  #readSessionAgain(): void {
    let before = this.#live.status;
    this.#live.on('state', () => {
      if (before === 'lost' && this.#live.status === 'live') void this.#session.read();
      before = this.#live.status;
    });
    signedOut.addEventListener('refused', () => {
      if (this.#session.mayWrite) void this.#session.read();
    });
    addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.#session.read();
    });
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Somebody has come or gone. */
  #meet(): void {
    if (this.#session.isShut) this.#live.stop();
    this.requestUpdate();
  }

  override render(): TemplateResult {
    const { view } = this.#session;
    if (view !== undefined && this.#session.isShut) return signInPage(view, this.#trouble);
    const { counts, fleets } = this.#live;
    const route = this.#route;
    const bar = {
      route,
      counts,
      fleets,
      session: this.#session,
      theme: chosenTheme(),
      help: () => this.#help(),
      switchTheme: () => {
        nextTheme();
        this.requestUpdate();
      },
    };
    return html`<a class="skip" href="#main">Skip to content</a>
      ${topBar(bar)}
      <main id="main" tabindex="-1" class=${widths[route.page] ?? ''}>
        ${this.#trouble}${this.#session.wasAsked ? this.#page(route) : nothing}
      </main>
      ${statusLine(this.#live, this.#said)} ${tabBar(route)} ${keyHelp()}`;
  }

  #page(route: Route): TemplateResult {
    switch (route.page) {
      case 'stores':
        return html`<u-stores-page></u-stores-page>`;
      case 'store':
        return html`<u-store-page .name=${route.name}></u-store-page>`;
      case 'act':
        return actPage(route);
      case 'rollback':
        return html`<u-rollback-page
          .name=${route.name}
          .verb=${'rollback'}
          .revision=${route.revision}
        ></u-rollback-page>`;
      case 'edit':
        // With its YAML it is as large as all the rest: it comes when somebody wants to write.
        void import('../pages/edit-page.ts');
        return html`<u-edit-page .name=${route.name}></u-edit-page>`;
      case 'closed':
        return html`<u-closed-page></u-closed-page>`;
      case 'fleet':
        return html`<u-fleet-page></u-fleet-page>`;
      case 'pulls':
        return html`<u-pulls-page></u-pulls-page>`;
      case 'pull':
        return html`<u-pull-page .number=${route.number}></u-pull-page>`;
      case 'activity':
        return html`<u-activity-page></u-activity-page>`;
      case 'missing':
        return html`<div class="head"><h1>There is no such page</h1></div>
          <p class="q">The address may have a slip of the pen. <a href="/">All stores</a> are where they were.</p>`;
    }
  }

  #show(route: Route): void {
    const isOther = route.page !== this.#route.page;
    this.#route = route;
    this.#trouble = nothing;
    this.requestUpdate();
    // Readers begin at the new page, and Tab goes on from there.
    if (isOther) this.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
  }

  #press(event: KeyboardEvent): void {
    const command = this.#keyboard.command(event, event.timeStamp);
    if (command === undefined || this.querySelector('dialog')?.open === true) return;
    if (this.#obey(command)) event.preventDefault();
  }

  /** @returns whether the key is used up; where it means nothing it stays the browser's */
  #obey(command: KeyCommand): boolean {
    const action = 'do' in command ? this.#actions[command.do] : undefined;
    if ('go' in command) navigate(command.go);
    else if ('do' in command && isPageAct(command.do)) return actOnPage(this, command.do);
    else if (action !== undefined) action();
    else this.querySelector<StoresPage>('u-stores-page')?.command(command);
    return !('do' in command && command.do === 'escape');
  }

  /** The list of stores, with the caret where one writes a name. */
  async #find(): Promise<void> {
    if (this.#route.page !== 'stores') navigate('/');
    await this.updateComplete;
    this.querySelector<StoresPage>('u-stores-page')?.command({ do: 'search' });
  }

  #help(): void {
    this.querySelector('dialog')?.showModal();
  }
}

function actPage({ name, verb }: Extract<Route, { page: 'act' }>): TemplateResult {
  switch (verb) {
    case 'close':
      return html`<u-close-page .name=${name} .verb=${verb}></u-close-page>`;
    case 'reopen':
      return html`<u-reopen-page .name=${name} .verb=${verb}></u-reopen-page>`;
    case 'suspend':
    case 'resume':
      return html`<u-suspend-page .name=${name} .verb=${verb}></u-suspend-page>`;
  }
}

customElements.define('u-app', App);
