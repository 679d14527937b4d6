import { html, nothing, type TemplateResult } from 'lit';
import type { Activity, ActivityList } from '../../server/api/activity-view.ts';
import type { LiveConnection } from '../live/live-connection.ts';
import { LiveElement } from '../live/live-element.ts';
import { activityTable } from '../parts/activity-table.ts';
import { troubleCallout } from '../parts/blank.ts';
import { choice } from '../parts/choice.ts';
import { forgeNote } from '../parts/git-card.ts';
import { icon } from '../parts/icon.ts';
import { KeptRead } from '../read/kept-read.ts';
import { readApi } from '../read/read-api.ts';

const sources = { git: 'in Git', cluster: 'in the cluster', here: 'from this page' } as const;
type Source = keyof typeof sources;

/** The page of what happened: who changed what, and what the cluster did about it. */
export class ActivityPage extends LiveElement {
  #search = '';
  #source: '' | Source = '';
  /** Pages after the first, which stays current. */
  #older: ActivityList[] = [];
  #error: unknown;
  #abort = new AbortController();
  readonly #read = new KeptRead<ActivityList>(this, { path: () => `/activity${this.#query()}`, again: () => 10_000 });

  override connectedCallback(): void {
    super.connectedCallback();
    document.title = 'Activity · Urumi';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#abort.abort();
  }

  protected override listen(live: LiveConnection): (() => void)[] {
    live.follow({});
    return [live.on('fleets', () => void this.#read.ask())];
  }

  override render(): TemplateResult {
    const { value, error } = this.#read;
    return html`<div class="head base">
        <h1>Activity</h1>
        <p class="ribbon">Who changed what, and what the cluster did about it.</p>
      </div>
      ${this.#tools()} ${value === undefined ? nothing : forgeNote(value.forge)}
      ${value === undefined && error !== undefined ? troubleCallout(error, () => void this.#read.ask()) : nothing}
      ${value === undefined ? nothing : this.#table(value)}`;
  }

  #tools(): TemplateResult {
    return html`<div class="tools">
      <label class="in find">
        ${icon('search')}
        <input
          type="search"
          placeholder="Store, person, request or commit"
          aria-label="Search activity"
          .value=${this.#search}
          @change=${(event: Event) => this.#narrow({ search: (event.target as HTMLInputElement).value })}
        />
      </label>
      ${choice({
        label: 'Written',
        value: this.#source,
        any: 'anywhere',
        options: Object.keys(sources),
        name: (source) => sources[source as Source],
        choose: (source) => this.#narrow({ source: source as Source | '' }),
      })}
    </div>`;
  }

  #table(first: ActivityList): TemplateResult {
    const oldest = this.#older.at(-1) ?? first;
    const items = merged(first.items, this.#older);
    if (items.length === 0)
      return html`<p class="none" role="status">
        ${this.#query() === '' ? 'Nothing has happened yet.' : 'Nothing fits.'}
      </p>`;
    const next = oldest.next;
    return html`${activityTable(items, this.now)}
      <div class="row more">
        ${
          next === undefined
            ? html`<span class="q note">What is older is in Git: <code>git log</code></span>`
            : html`<button class="b" @click=${() => void this.#more(next)}>Older</button>`
        }
        ${this.#error instanceof Error ? html`<span class="q note">${this.#error.message}</span>` : nothing}
      </div>`;
  }

  #narrow({ search = this.#search, source = this.#source }: { search?: string; source?: '' | Source }): void {
    this.#search = search.slice(0, 200);
    this.#source = source;
    this.#older = [];
    this.#abort.abort();
    this.requestUpdate();
  }

  #query(before?: string): string {
    const values = { search: this.#search, source: this.#source, before: before ?? '' };
    const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== ''));
    return query.size === 0 ? '' : `?${query.toString()}`;
  }

  async #more(before: string): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    try {
      const page = await readApi<ActivityList>(`/activity${this.#query(before)}`, signal);
      this.#older = [...this.#older, page];
      this.#error = undefined;
    } catch (error) {
      if (signal.aborted) return;
      this.#error = error;
    }
    this.requestUpdate();
  }
}

/** The first page moves on, those after it do not: what stands on both stands once. */
function merged(first: readonly Activity[], older: readonly ActivityList[]): Activity[] {
  const key = ({ at, kind, what, store, by }: Activity): string => [at, kind, what, store, by].join(' ');
  const all = [...first, ...older.flatMap(({ items }) => items)];
  return [...new Map(all.map((one) => [key(one), one])).values()];
}

customElements.define('u-activity-page', ActivityPage);
