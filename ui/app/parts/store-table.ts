import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { StoreRow } from '../../server/api/store-row.ts';
import { nextDrawn, type Stretch } from '../list/drawn-stretch.ts';
import { heightOf, topOf, visibleLines, type Heading, type Heights, type Line } from '../list/list-layout.ts';
import { RowPace, type InView } from '../list/row-pace.ts';
import type { StoreRows } from '../list/store-rows.ts';
import { navigate } from '../shell/navigate.ts';
import { groupTitle } from '../words/phase-words.ts';
import { elapsed } from '../words/time-words.ts';
import { setVars } from './set-vars.ts';
import { skeletonRow, storeTableRow } from './store-table-row.ts';

/** Rows that are drawn beyond the view on either side, at least and how many more, and at most how many of them in one frame. */
const beyond = { rows: 40, slack: 4, perFrame: 12 };

/** What a row shows; without a row: that it is not read yet. */
interface Shown {
  readonly row: StoreRow | undefined;
  readonly isNew: boolean;
  readonly now: number;
}

const isSame = (one: Shown, other: Shown): boolean =>
  one.row === other.row && one.isNew === other.isNew && one.now === other.now;

/** The table of stores: as many lines as the window shows, of however many there are. */
export class StoreTable extends LitElement {
  static override readonly properties = { rows: { attribute: false }, now: { attribute: false } };
  declare rows: StoreRows;
  declare now: number;
  #heights: Heights = { heading: 30, row: 36 };
  #focus: number | undefined;
  #drawn: Stretch | undefined;
  readonly #pace = new RowPace(beyond.perFrame, isSame);
  readonly #redraw = (): void => {
    if (this.#next() !== this.#drawn) this.requestUpdate();
  };

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('scroll', this.#redraw, { passive: true });
    addEventListener('resize', this.#redraw, { passive: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('scroll', this.#redraw);
    removeEventListener('resize', this.#redraw);
  }

  /** Once a frame, whatever asks for it: pages that arrive, the stream, scrolling, and the rest of a drawing. */
  protected override async scheduleUpdate(): Promise<void> {
    await new Promise(requestAnimationFrame);
    await super.scheduleUpdate();
  }

  /** Whether somebody points at the table or has the focus in it: then no row may move. */
  get isUsed(): boolean {
    return this.matches(':hover') || this.contains(document.activeElement);
  }

  /** Index of the first row that is drawn when one looks at what is in view. */
  get first(): number {
    const { list } = this.rows;
    if (list === undefined) return 0;
    return Math.max(0, this.#inView(this.rows.headings).first - beyond.rows);
  }

  /** Index of the row that has the focus. */
  get #focused(): number | undefined {
    const row = document.activeElement?.closest('tr');
    return row === null || row === undefined || !this.contains(row) ? undefined : Number(row.dataset['index']);
  }

  /** Moves the focus by rows, scrolling as needed. */
  move(by: number): void {
    const { list } = this.rows;
    if (list === undefined || list.total === 0) return;
    // A key that comes before the last one was drawn goes on from where that leads.
    const at = this.#focus ?? this.#focused;
    const next = Math.max(0, Math.min(list.total - 1, at === undefined ? 0 : at + by));
    this.#focus = next;
    this.#reveal(next);
    this.requestUpdate();
  }

  override updated(): void {
    this.#measure();
    if (this.#pace.isBehind) this.requestUpdate();
    else this.#redraw();
    if (this.#focus === undefined) return;
    const link = this.querySelector<HTMLElement>(`tr[data-index='${this.#focus}'] a.name`);
    if (link === null) return;
    this.#focus = undefined;
    link.focus({ preventScroll: true });
  }

  override render(): TemplateResult {
    const { list } = this.rows;
    const total = list?.total ?? 0;
    const groups = this.rows.headings;
    this.#drawn = this.#next();
    this.#pace.begin(this.#inView(groups));
    const { above, lines, below } = visibleLines(groups, this.#heights, this.#drawn);
    this.rows.need(lines.flatMap((line) => (line.kind === 'store' ? [line.index] : [])));
    return html`<div class="sheet bleed">
      <table class="stores" aria-rowcount=${total + 1} aria-label="Stores" @click=${this.#open} @keydown=${this.#arrow}>
        <thead>
          <tr>
            <th scope="col" class="w-name">Store</th>
            <th scope="col" class="w-ph">Phase</th>
            <th scope="col" class="hide-l w-addr">Address</th>
            <th scope="col" class="hide-t w-eng">Engine</th>
            <th scope="col" class="hide-m w-plan">Plan</th>
            <th scope="col" class="hide-m w-own">Owner</th>
            <th scope="col" class="wide-only w-last">Last change</th>
            <th scope="col" class="num w-age">Age</th>
          </tr>
        </thead>
        ${room(above)}
        <tbody>
          ${repeat(lines, keyOf, (line) => this.#line(line))}
        </tbody>
        ${room(below)}
      </table>
    </div>`;
  }

  #line(line: Line): unknown {
    if (line.kind === 'heading') return heading(line, this.now);
    const { index } = line;
    const row = this.rows.at(index);
    const isNew = row !== undefined && this.rows.isNew(row.name);
    const shown = this.#pace.show(index, { row, isNew, now: row === undefined ? 0 : this.now });
    // While one scrolls, most rows are what they were: they are not even compared.
    return guard([shown], () =>
      shown.row === undefined ? skeletonRow(index) : storeTableRow({ ...shown, row: shown.row, index }),
    );
  }

  /** What of the list is in view, px from its top. */
  #view(): Stretch {
    const table = this.querySelector('table');
    // On phones there are no heads of columns, and nothing to measure them by.
    const head = table?.tHead?.offsetHeight ?? 0;
    const top = -(table?.getBoundingClientRect().top ?? 0) - head;
    return { top, bottom: top + innerHeight };
  }

  #inView(groups: readonly Heading[]): InView {
    const { lines } = visibleLines(groups, this.#heights, this.#view());
    const indexes = lines.flatMap((line) => (line.kind === 'store' ? [line.index] : []));
    return { first: indexes[0] ?? 0, end: (indexes.at(-1) ?? -1) + 1 };
  }

  #next(): Stretch {
    const { row } = this.#heights;
    const height = heightOf(this.rows.headings, this.#heights);
    const limits = { height, margin: beyond.rows * row, slack: beyond.slack * row, step: beyond.perFrame * row };
    return nextDrawn(this.#drawn, this.#view(), limits);
  }

  #measure(): void {
    const row = this.querySelector('tr[data-index]')?.getBoundingClientRect().height ?? 0;
    const heading = this.querySelector('tr.grp')?.getBoundingClientRect().height ?? 0;
    const known = this.#heights;
    if (row < 10 || heading < 10 || (Math.abs(row - known.row) < 0.1 && Math.abs(heading - known.heading) < 0.1))
      return;
    this.#heights = { row, heading };
    this.requestUpdate();
  }

  #reveal(index: number): void {
    const top = topOf(index, this.rows.headings, this.#heights);
    const view = this.#view();
    // The bar and the status line lie over the window's edges.
    if (top < view.top + 90) scrollBy(0, top - view.top - 90);
    else if (top + this.#heights.row > view.bottom - 70) scrollBy(0, top + this.#heights.row - view.bottom + 70);
  }

  readonly #open = (event: MouseEvent): void => {
    const target = event.target as HTMLElement;
    const isPlain = !event.ctrlKey && !event.metaKey && getSelection()?.isCollapsed !== false;
    const href = target.closest('tr')?.querySelector('a.name')?.getAttribute('href');
    if (href !== null && href !== undefined && isPlain && target.closest('a') === null) navigate(href);
  };

  readonly #arrow = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    this.move(event.key === 'ArrowDown' ? 1 : -1);
  };
}

function keyOf(line: Line): string {
  return line.kind === 'heading' ? line.group : String(line.index);
}

/** Room for the lines that are not drawn. */
function room(px: number): TemplateResult | typeof nothing {
  return px <= 0
    ? nothing
    : html`<tbody class="room" aria-hidden="true">
        <tr ${setVars({ room: px })}>
          <td colspan="2"></td>
        </tr>
      </tbody>`;
}

function heading({ group, count, oldest }: Extract<Line, { kind: 'heading' }>, now: number): TemplateResult {
  const wait = group === 'needs' && oldest !== undefined ? ` · oldest ${elapsed(now - Date.parse(oldest))}` : '';
  return html`<tr class="grp">
    <th colspan="2" scope="rowgroup"><b>${groupTitle[group]}</b>${count}<span class="qq">${wait}</span></th>
    <td class="hide-l"></td>
    <td class="hide-t"></td>
    <td class="hide-m"></td>
    <td class="hide-m"></td>
    <td class="wide-only"></td>
    <td></td>
  </tr>`;
}

customElements.define('u-store-table', StoreTable);
