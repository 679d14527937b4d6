import { html, nothing, type TemplateResult } from 'lit';
import type { FleetView } from '../../server/api/fleet-view.ts';
import type { PullList } from '../../server/api/pull-view.ts';
import type { StoreList } from '../../server/api/store-list.ts';
import type { LiveConnection } from '../live/live-connection.ts';
import { LiveElement } from '../live/live-element.ts';
import { approvalsCallout } from '../parts/approvals-callout.ts';
import { troubleCallout } from '../parts/blank.ts';
import {
  fleetFigures,
  fleetTerminal,
  heldCallout,
  invalidFiles,
  limitsCard,
  outOfStep,
  sourceCard,
} from '../parts/fleet-parts.ts';
import { lostCallout } from '../parts/lost-callout.ts';
import { KeptRead } from '../read/kept-read.ts';
import { readApi } from '../read/read-api.ts';
import { fleetHeadline } from '../words/headlines.ts';

/** Stores that need someone, as far as the page shows them. */
const mostShown = 50;
/** They are read anew no more often than this, ms. */
const pause = 1_000;

/** The page of fleets: is the cluster doing what Git says, and if not, why. */
export class FleetPage extends LiveElement {
  readonly #pulls = new KeptRead<PullList>(this, { path: () => '/pulls', again: () => 10_000 });
  readonly #needs = new Map<string, StoreList>();
  #error: unknown;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  readonly #abort = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    document.title = 'Fleet · Urumi';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#waiting);
    this.#abort.abort();
  }

  protected override listen(live: LiveConnection): (() => void)[] {
    live.follow({});
    return [
      live.on('stores', () => this.#soon()),
      live.on('fleets', ({ items }) => this.#soon(items.every(({ name }) => this.#needs.has(name)) ? pause : 0)),
      live.on('reset', () => this.#soon()),
    ];
  }

  override render(): TemplateResult {
    const { fleets } = this.live;
    if (fleets === undefined) return html`<h1 class="sr">Fleet</h1>`;
    if (fleets.length === 0)
      return html`<div class="head"><h1>No fleet yet</h1></div>
        <p class="q">
          A Fleet object says which repository to follow. <code>urumi install --fleet FILE</code> makes one.
        </p>`;
    return html`${this.staleSince === undefined ? nothing : lostCallout(this.live, this.staleSince)}
    ${this.#error === undefined ? nothing : troubleCallout(this.#error, () => this.#soon(0))}
    ${fleets.map((fleet, at) => this.#fleet(fleet, at))}`;
  }

  #fleet(fleet: FleetView, at: number): TemplateResult {
    const needs = this.#needs.get(fleet.name);
    if (needs === undefined) return html`<h1 class="sr">${fleet.name}</h1>`;
    const headline = fleetHeadline(fleet, needs.total);
    return html`<div class="head base">
        ${at === 0 ? html`<h1>${headline}</h1>` : html`<h2>${fleet.name}: ${headline}</h2>`}
        <p class="ribbon">Is the cluster doing what Git says, and if not, why.</p>
      </div>
      ${fleetFigures(fleet, needs.total, this.now)} ${this.#approvals(fleet, at)}
      <div class="rec fleet">
        <div>${invalidFiles(fleet)} ${outOfStep(needs.items, needs.total, this.now)}</div>
        <div>${sourceCard(fleet)} ${limitsCard(fleet)} ${fleetTerminal(fleet)}</div>
      </div>`;
  }

  /** What waits for somebody's word: pull requests, and closings that are merged already. */
  #approvals(fleet: FleetView, at: number): unknown[] {
    const { open = [], done = [] } = this.#pulls.value ?? {};
    const { pending } = fleet;
    const brought = done.find(({ mergeCommit }) => mergeCommit !== undefined && mergeCommit === pending?.revision);
    return [at === 0 ? approvalsCallout(open) : nothing, heldCallout(fleet, brought)];
  }

  #soon(ms = pause): void {
    this.#waiting ??= setTimeout(() => {
      this.#waiting = undefined;
      void this.#read();
    }, ms);
  }

  async #read(): Promise<void> {
    const fleets = this.live.fleets ?? [];
    try {
      for (const { name } of fleets) {
        const query = new URLSearchParams({ fleet: name, group: 'needs', limit: String(mostShown) });
        this.#needs.set(name, await readApi<StoreList>(`/stores?${query.toString()}`, this.#abort.signal));
      }
      this.#error = undefined;
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.#error = error;
    }
    this.requestUpdate();
  }
}

customElements.define('u-fleet-page', FleetPage);
