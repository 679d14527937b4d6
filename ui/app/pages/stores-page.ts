import { html, nothing, type TemplateResult } from 'lit';
import '../parts/store-table.ts';
import type { KeyCommand } from '../shell/keyboard.ts';
import { emptyStores, noMatch, troubleCallout } from '../parts/blank.ts';
import { choice } from '../parts/choice.ts';
import { countsStrip } from '../parts/counts-strip.ts';
import { icon } from '../parts/icon.ts';
import { lostCallout } from '../parts/lost-callout.ts';
import type { StoreTable } from '../parts/store-table.ts';
import { engines, plans, type Phase } from '../list/known-words.ts';
import { filterOf, isFiltered, noFilter, queryOf, type StoreFilter } from '../list/store-filter.ts';
import { StoreRows } from '../list/store-rows.ts';
import type { LiveConnection } from '../live/live-connection.ts';
import { LiveElement } from '../live/live-element.ts';
import { needsOf, storesHeadline, totalOf } from '../words/headlines.ts';
import { countedPhases, engineTitle } from '../words/phase-words.ts';
import { plural } from '../words/plural.ts';

/** After the last key, ms, before the server is asked. */
const typingPause = 150;
/** Rows are put in order again no more often than this, ms. */
const sortPause = 1_000;

const engineName = (engine: string): string => engineTitle[engine as keyof typeof engineTitle];

/** The page of all stores. */
export class StoresPage extends LiveElement {
  #filter: StoreFilter = filterOf(new URLSearchParams(location.search));
  readonly #rows = new StoreRows(this.#filter, () => this.requestUpdate());
  #typing: ReturnType<typeof setTimeout> | undefined;
  #sorting: ReturnType<typeof setTimeout> | undefined;
  /** Somebody wants to search, and the list is still being read. */
  #isWanted = false;
  /** Of the whole fleet, whatever is filtered. */
  #needs = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    document.title = 'Stores · Urumi';
    addEventListener('popstate', this.#addressed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('popstate', this.#addressed);
    clearTimeout(this.#typing);
    clearTimeout(this.#sorting);
    this.#rows.stop();
  }

  protected override listen(live: LiveConnection): (() => void)[] {
    void this.#begin(live);
    return [
      live.on('stores', (message) => {
        this.#rows.take(message);
        this.#sortSoon();
      }),
      live.on('reset', () => void this.#rows.reload(this.#table?.first ?? 0)),
    ];
  }

  /** Does what a key asks for. */
  command(command: KeyCommand): void {
    if ('phase' in command) this.#choosePhase(command.phase);
    else if ('go' in command) return;
    else if (command.do === 'search') this.#search();
    else if (command.do === 'flat') void this.#apply({ ...this.#filter, isFlat: !this.#filter.isFlat });
    else if (command.do === 'down' || command.do === 'up') this.#table?.move(command.do === 'down' ? 1 : -1);
    else if (command.do === 'escape') this.#escape();
  }

  override render(): TemplateResult {
    const { list, error } = this.#rows;
    if (list === undefined) return error === undefined ? html`<h1 class="sr">Stores</h1>` : this.#failed(error);
    const isWhole = !isFiltered(this.#filter);
    if (isWhole) this.#needs = needsOf(list);
    const all = this.live.counts ?? list.counts;
    if (isWhole && totalOf(all) === 0) return emptyStores(this.live.fleets ?? []);
    return html`<div class="head base"><h1>${storesHeadline(all, this.#needs, this.staleSince)}</h1></div>
      ${this.#remarks()}
      ${countsStrip(isWhole ? all : list.counts, this.#filter.phases, (phases) => void this.#apply({ ...this.#filter, phases }))}
      ${this.#tools(list.owners)} ${this.#sortAgain()}
      ${
        list.total === 0
          ? noMatch(this.#filter.search, list.near, (search) => void this.#apply({ ...this.#whole, search }))
          : html`<u-store-table
              class=${this.staleSince === undefined ? '' : 'stale'}
              .rows=${this.#rows}
              .now=${this.now}
            ></u-store-table>`
      }`;
  }

  #remarks(): TemplateResult {
    const { error } = this.#rows;
    return html`${this.staleSince === undefined ? nothing : lostCallout(this.live, this.staleSince)}
    ${error === undefined ? nothing : troubleCallout(error, () => void this.#rows.reload(0))}`;
  }

  override updated(): void {
    // The rows are the same object whatever is in it.
    this.#table?.requestUpdate();
    if (this.#isWanted && this.#find !== null) this.#search();
  }

  /** At once, or when there is something to search. */
  #search(): void {
    this.#isWanted = this.#find === null;
    this.#find?.focus();
  }

  get #table(): StoreTable | null {
    return this.querySelector('u-store-table');
  }

  get #find(): HTMLInputElement | null {
    return this.querySelector('input[type=search]');
  }

  async #begin(live: LiveConnection): Promise<void> {
    await this.#rows.reload(0);
    live.follow(this.#rows.list === undefined ? {} : { after: this.#rows.list.mark });
  }

  readonly #addressed = (): void => {
    if (location.pathname !== '/') return;
    this.#filter = filterOf(new URLSearchParams(location.search));
    void this.#rows.show(this.#filter);
  };

  async #apply(filter: StoreFilter): Promise<void> {
    this.#filter = filter;
    const query = queryOf(filter).toString();
    history.replaceState(undefined, '', query === '' ? '/' : `/?${query}`);
    this.requestUpdate();
    await this.#rows.show(filter);
  }

  #sortSoon(): void {
    if (this.#rows.misplaced === 0 || this.#sorting !== undefined) return;
    this.#sorting = setTimeout(() => {
      this.#sorting = undefined;
      if (this.#rows.misplaced === 0 || this.live.held) return;
      // A row never moves while somebody points at the table or has the focus in it.
      if (this.#table?.isUsed === true) this.#sortSoon();
      else void this.#rows.reload(this.#table?.first ?? 0);
    }, sortPause);
  }

  #sortAgain(): TemplateResult | typeof nothing {
    const count = this.#rows.misplaced;
    if (count === 0 || this.#table?.isUsed !== true) return nothing;
    return html`<p class="note sort-again">
      ${plural(count, 'store')} changed place.
      <button class="b s" @click=${() => void this.#rows.reload(this.#table?.first ?? 0)}>Sort again</button>
    </p>`;
  }

  /** Nothing filtered, in the order that was chosen. */
  get #whole(): StoreFilter {
    return { ...noFilter, isFlat: this.#filter.isFlat };
  }

  #choosePhase(number: number): void {
    const phases: readonly Phase[] = number === 1 ? [] : (countedPhases[number - 2]?.phases ?? []);
    void this.#apply({ ...this.#filter, phases });
  }

  #escape(): void {
    const { activeElement } = document;
    if (activeElement instanceof HTMLElement && activeElement !== document.body && this.#filter.search === '')
      activeElement.blur();
    else if (isFiltered(this.#filter)) void this.#apply(this.#whole);
  }

  #typed(search: string): void {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#apply({ ...this.#filter, search }), typingPause);
  }

  #failed(error: unknown): TemplateResult {
    return html`<div class="head"><h1>Stores</h1></div>
      ${troubleCallout(error, () => void this.#rows.reload(0))}`;
  }

  #tools(owners: readonly string[]): TemplateResult {
    const { search, engine, plan, owner, isFlat } = this.#filter;
    const narrow = (part: Partial<StoreFilter>): void => void this.#apply({ ...this.#filter, ...part });
    return html`<div class="tools" role="search">
      <label class="in find"
        >${icon('search')}<input
          type="search"
          placeholder="Name, address, owner, or plan:large"
          aria-label="Search stores"
          autocomplete="off"
          spellcheck="false"
          .value=${search}
          @input=${(event: InputEvent) => this.#typed((event.target as HTMLInputElement).value)}
        /><kbd class="hide-s">/</kbd></label
      >
      ${choice({ label: 'Engine', value: engine, options: engines, name: engineName, choose: (value) => narrow({ engine: value }) })}
      ${choice({ label: 'Plan', value: plan, options: plans, choose: (value) => narrow({ plan: value }) })}
      ${owners.length === 0 ? nothing : choice({ label: 'Owner', value: owner, options: owners, choose: (value) => narrow({ owner: value }) })}
      ${choice({ label: 'Order', value: isFlat ? 'name' : 'urgency', options: ['urgency', 'name'], isRequired: true, verb: 'by', choose: (value) => narrow({ isFlat: value === 'name' }) })}
      ${isFiltered(this.#filter) ? html`<button class="b t" @click=${() => void this.#apply(this.#whole)}>${icon('close')}Clear</button>` : nothing}
    </div>`;
  }
}

customElements.define('u-stores-page', StoresPage);
