import { html, nothing, type TemplateResult } from 'lit';
import type { StoreList } from '../../server/api/store-list.ts';
import type { StoreRow } from '../../server/api/store-row.ts';
import type { LiveConnection } from '../live/live-connection.ts';
import { LiveElement } from '../live/live-element.ts';
import { troubleCallout } from '../parts/blank.ts';
import { icon } from '../parts/icon.ts';
import { lostCallout } from '../parts/lost-callout.ts';
import { phaseGlyph } from '../parts/phase-glyph.ts';
import { setVars } from '../parts/set-vars.ts';
import { readApi } from '../read/read-api.ts';
import { closedHeadline } from '../words/headlines.ts';
import { engineOf } from '../words/row-words.ts';
import { dayOf, exact, inDays, longDay } from '../words/time-words.ts';

const query = '/stores?phase=Closed,Purging&sort=purge&limit=200';
/** Closer than this, ms, a purge is something to look at. */
const soon = 3 * 24 * 3_600_000;

/** The page of stores that are closed, and still whole. */
export class ClosedPage extends LiveElement {
  #list: StoreList | undefined;
  #error: unknown;
  readonly #abort = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    document.title = 'Closed stores · Urumi';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#abort.abort();
  }

  protected override listen(live: LiveConnection): (() => void)[] {
    void this.#read(live);
    const isOurs = ({ phase }: StoreRow): boolean => phase === 'Closed' || phase === 'Purging';
    const known = (name: string): boolean => this.#list?.items.some((row) => row.name === name) === true;
    return [
      live.on('stores', ({ rows, gone }) => {
        if (rows.some((row) => isOurs(row) || known(row.name)) || gone.some(known)) void this.#read();
      }),
      live.on('reset', () => void this.#read()),
    ];
  }

  override render(): TemplateResult {
    const list = this.#list;
    if (this.#error !== undefined)
      return html`<div class="head"><h1>Closed stores</h1></div>
        ${troubleCallout(this.#error, () => void this.#read())}`;
    if (list === undefined) return html`<h1 class="sr">Closed stores</h1>`;
    const next = list.items.find(({ purgeAt, phase }) => phase === 'Closed' && purgeAt !== undefined);
    return html`<div class="head">
        <div>
          <h1>${closedHeadline(list.total, next?.purgeAt, this.now)}</h1>
          <p class="sub">
            ${
              list.total === 0
                ? 'A store whose file is removed shows up here, with all of its data, until its purge date.'
                : 'Closed, but whole. Bringing its file back opens a store with the data it had, until its purge date.'
            }
          </p>
        </div>
      </div>
      ${this.staleSince === undefined ? nothing : lostCallout(this.live, this.staleSince)}
      ${next === undefined ? nothing : nextPurge(next, this.now)} ${list.total === 0 ? nothing : table(list, this.now)}`;
  }

  async #read(live?: LiveConnection): Promise<void> {
    try {
      this.#list = await readApi<StoreList>(query, this.#abort.signal);
      this.#error = undefined;
      live?.follow({ after: this.#list.mark });
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.#error = error;
      live?.follow({});
    }
    this.requestUpdate();
  }
}

function nextPurge({ name, purgeAt = '' }: StoreRow, now: number): TemplateResult | typeof nothing {
  if (Date.parse(purgeAt) - now > soon) return nothing;
  return html`<section class="call degr spaced" aria-label="Next purge">
    ${icon('calendar')}
    <div>
      <h2><bdi>${name}</bdi> is purged ${inDays(purgeAt, now)}</h2>
      <p>
        On ${longDay(purgeAt)} its orders, customers and pictures are deleted. After that nobody can bring them back.
      </p>
    </div>
    <div class="row side-do"><a class="b" href="/stores/${name}/reopen">Reopen it</a></div>
  </section>`;
}

/** How much of the retention is left, percent. */
function left({ closedAt, purgeAt }: StoreRow, now: number): number {
  if (closedAt === undefined || purgeAt === undefined) return 0;
  const [from, to] = [Date.parse(closedAt), Date.parse(purgeAt)];
  return to <= from ? 0 : Math.max(0, Math.min(100, ((to - now) / (to - from)) * 100));
}

function row(store: StoreRow, now: number): TemplateResult {
  const { name, phase, closedAt, purgeAt, owner } = store;
  const when = purgeAt === undefined ? '' : inDays(purgeAt, now);
  const isSoon = purgeAt !== undefined && Date.parse(purgeAt) - now < soon;
  const share = left(store, now);
  return html`<tr>
    <td>
      <a class="name closed" href="/stores/${name}">${phaseGlyph(phase)}<bdi>${name}</bdi></a>
    </td>
    <td class="q hide-s">${engineOf(store)}</td>
    <td class="q hide-s"><bdi>${owner}</bdi></td>
    <td class="q nowrap">
      ${closedAt === undefined ? '' : html`<time datetime=${closedAt} title=${exact(closedAt)}>${dayOf(closedAt)}</time>`}
    </td>
    <td class="nowrap">
      ${
        phase === 'Purging'
          ? 'being deleted'
          : purgeAt === undefined
            ? ''
            : html`<b><time datetime=${purgeAt} title=${exact(purgeAt)}>${dayOf(purgeAt)}</time></b>
                <span class=${isSoon ? 'soon' : 'q'}>${when}</span>`
      }
    </td>
    <td class="hide-s left">
      <div class="meter ${isSoon ? 'degr' : ''}" role="img" aria-label="${Math.round(share)} % of the time is left">
        <i ${setVars({ share })}></i>
      </div>
    </td>
  </tr>`;
}

function table({ items }: StoreList, now: number): TemplateResult {
  return html`<div class="sheet bleed">
    <div class="scroll-x" tabindex="0" role="region" aria-label="Closed stores">
      <table>
        <thead>
          <tr>
            <th scope="col">Store</th>
            <th scope="col" class="hide-s">Engine</th>
            <th scope="col" class="hide-s">Owner</th>
            <th scope="col">Closed</th>
            <th scope="col">Purge date</th>
            <th scope="col" class="hide-s left">Time left</th>
          </tr>
        </thead>
        <tbody>
          ${items.map((store) => row(store, now))}
        </tbody>
      </table>
    </div>
  </div>`;
}

customElements.define('u-closed-page', ClosedPage);
