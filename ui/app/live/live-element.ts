import { ContextConsumer } from '@lit/context';
import { LitElement } from 'lit';
import type { LiveConnection } from './live-connection.ts';
import { liveContext } from './live-context.ts';

/** Seconds pass on screen as often as this, ms. */
const tickEvery = 1_000;

/** A part of the page that shows live data: it is drawn anew when the connection's state changes, and every second, for what counts time. */
export abstract class LiveElement extends LitElement {
  readonly #live = new ContextConsumer(this, {
    context: liveContext,
    callback: (live) => this.#connect(live),
  });
  #stops: (() => void)[] = [];
  #tick: ReturnType<typeof setInterval> | undefined;
  #connected: LiveConnection | undefined;

  /** ms since the epoch; stands still while changes are held or the connection is lost. */
  protected now = Date.now();

  /** @throws Error outside of the app, which provides it */
  protected get live(): LiveConnection {
    const { value } = this.#live;
    if (value === undefined) throw new Error('there is no connection above this element: put it into <u-app>');
    return value;
  }

  /** When what is shown was last known to be so, ms since the epoch; undefined: it is live. */
  protected get staleSince(): number | undefined {
    const { status, lostAt, freshness } = this.live;
    if (status === 'lost') return lostAt;
    return freshness?.current === false ? Date.parse(freshness.since) : undefined;
  }

  /** Styles are those of the whole app. */
  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#tick = setInterval(() => {
      if (this.live.held || this.live.status === 'lost') return;
      this.now = Date.now();
      this.requestUpdate();
    }, tickEvery);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#tick);
    for (const stop of this.#stops.splice(0)) stop();
    this.#connected = undefined;
  }

  /** Called once when the connection is there: listen here. @returns what stops listening */
  protected listen(_live: LiveConnection): (() => void)[] {
    return [];
  }

  #connect(live: LiveConnection): void {
    if (live === this.#connected) return;
    this.#connected = live;
    this.#stops.push(
      live.on('state', () => this.requestUpdate()),
      ...this.listen(live),
    );
  }
}
