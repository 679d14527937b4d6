import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { StoreDetail } from '../../server/api/store-detail.ts';
import type { LiveConnection } from '../live/live-connection.ts';
import { icon } from '../parts/icon.ts';
import { lostCallout } from '../parts/lost-callout.ts';
import { phaseGlyph } from '../parts/phase-glyph.ts';
import { SessionElement } from '../session/session-element.ts';
import { closingSentence, fatesOf, purgeDay, purgeIfMerged, spanOf, type Fate } from '../words/close-words.ts';
import { dayOf, longDay } from '../words/time-words.ts';
import { changeInAddress, nameChange } from '../write/change-address.ts';
import '../write/change-progress.ts';
import { refusedCallout } from '../write/refused-callout.ts';
import { newKey, sendWrite } from '../write/send-write.ts';

/** The page that closes a store, or reopens it; afterwards it follows the pull request. `name` and `verb` come from the address. */
export class ClosePage extends SessionElement {
  static override readonly properties = { name: { type: String }, verb: { type: String } };
  declare name: string;
  declare verb: 'close' | 'reopen';
  #detail: StoreDetail | null | undefined;
  #change: number | undefined;
  #typed = '';
  #wasAsked = false;
  #sending = false;
  #error: unknown;
  #key = newKey();

  protected override listen(live: LiveConnection): (() => void)[] {
    return [
      live.on('store', (detail) => {
        if (detail !== null && detail.name !== this.name) return;
        this.#detail = detail;
        this.requestUpdate();
      }),
    ];
  }

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has('name') && !changed.has('verb')) return;
    document.title = `${this.verb === 'close' ? 'Close' : 'Reopen'} ${this.name} · Urumi`;
    this.#change = changeInAddress();
    this.#detail = undefined;
    this.live.follow({ store: this.name });
  }

  override render(): TemplateResult {
    return html`${this.#crumb()} ${this.staleSince === undefined ? nothing : lostCallout(this.live, this.staleSince)}
    ${this.#content()}`;
  }

  #content(): TemplateResult {
    const detail = this.#detail;
    if (this.#change !== undefined)
      return html`<u-change-progress
        .number=${this.#change}
        .store=${this.name}
        .verb=${this.verb}
      ></u-change-progress>`;
    if (detail === null) return this.#head('', html`There is no store named <bdi>${this.name}</bdi>`);
    if (detail === undefined)
      return html`${this.#head('')}
        <p class="q late" aria-busy="true">Reading this store.</p>`;
    return this.verb === 'close' ? this.#close(detail) : this.#reopen(detail);
  }

  #crumb(): TemplateResult {
    return html`<nav class="crumb" aria-label="Where this is">
      <a href="/">Stores</a>${icon('right', true)}<a href="/stores/${this.name}"><bdi>${this.name}</bdi></a>
      ${icon('right', true)}<span>${this.verb === 'close' ? 'Close' : 'Reopen'}</span>
    </nav>`;
  }

  #head(sentence: string, title?: TemplateResult): TemplateResult {
    const verb = this.verb === 'close' ? 'Close' : 'Reopen';
    return html`<div class="head">
      <div>
        <h1>${title ?? html`${verb} <bdi>${this.name}</bdi>`}</h1>
        ${sentence === '' ? nothing : html`<p class="sub">${sentence}</p>`}
      </div>
    </div>`;
  }

  #close(detail: StoreDetail): TemplateResult {
    if (detail.closedAt !== undefined)
      return html`${this.#head('It is closed already.')}
        <p><a href="/stores/${this.name}/reopen">Reopen it</a></p>`;
    return html`${this.#head(closingSentence(detail))} ${moments(detail, this.now)}
      ${fates(fatesOf(detail), purgeIfMerged(detail, this.now))}
      <section class="sheet card" aria-label="Confirmation">
        <div class="pad confirm">${this.#confirmation(detail)}</div>
      </section>`;
  }

  #confirmation({ deletion }: StoreDetail): TemplateResult {
    if (deletion.protected)
      return html`<p>
        <b>This store is protected.</b> Its file says <code>deletion.protected: true</code>. Change that first, by a
        pull request of its own; then it can be closed.
      </p>`;
    if (!this.session.mayWrite) return this.signInCallout();
    const fits = this.#typed === this.name;
    const isWrong = this.#wasAsked && !fits;
    return html`${this.#error === undefined ? nothing : refusedCallout(this.#error, 'No pull request was opened')}
      <form class="form" @submit=${(event: Event) => void this.#submit(event, fits)}>
        <div class="field short">
          <label for="confirm">Type <b>${this.name}</b> to go on</label>
          <div class="in l ${isWrong ? 'bad' : ''}">
            <input
              id="confirm"
              autocomplete="off"
              autocapitalize="off"
              spellcheck="false"
              aria-invalid=${isWrong ? 'true' : nothing}
              aria-describedby="confirm-hint"
              .value=${this.#typed}
              @input=${(event: InputEvent) => this.#type((event.target as HTMLInputElement).value)}
            />
          </div>
          <p class="hint ${isWrong ? 'err' : ''}" id="confirm-hint">
            ${isWrong ? html`${icon('wrong')}This is not its name yet.` : 'So that no click by mistake closes a shop.'}
          </p>
        </div>
        <div class="row wrap-row">
          <!-- Its words stay while it works: a narrower button would leave the second click of two to the link beside it. -->
          <button class="b dd l" aria-disabled=${fits && !this.#sending ? nothing : 'true'}>
            Open pull request to close
          </button>
          <a class="b t l" href="/stores/${this.name}">Keep it open</a>
        </div>
      </form>`;
  }

  #reopen(detail: StoreDetail): TemplateResult {
    const { purgeAt, phase } = detail;
    if (detail.closedAt === undefined) return this.#head('It is not closed.');
    if (phase === 'Purging') return this.#head('Its data is being deleted. Afterwards a new store can have the name.');
    const until = purgeAt === undefined ? '' : ` Its data is here until ${longDay(purgeAt)}.`;
    return html`${this.#head(`Its file comes back as it was when it was last applied, and the shop opens with all it had.${until}`)}
      <section class="sheet card" aria-label="Confirmation">
        <div class="pad confirm">
          ${this.#error === undefined ? nothing : refusedCallout(this.#error, 'No pull request was opened')}
          ${
            this.session.mayWrite
              ? html`<p>
                    A pull request brings <code>${detail.file ?? 'its file'}</code> back. Nothing runs before it is
                    merged.
                  </p>
                  <form class="row wrap-row" @submit=${(event: Event) => void this.#submit(event, true)}>
                    <button class="b p l" aria-disabled=${this.#sending ? 'true' : nothing}>
                      ${icon('pulls')}Open pull request to reopen
                    </button>
                    <a class="b t l" href="/stores/${this.name}">Leave it closed</a>
                  </form>`
              : this.signInCallout()
          }
        </div>
      </section>`;
  }

  #type(text: string): void {
    this.#typed = text;
    this.requestUpdate();
  }

  async #submit(event: Event, fits: boolean): Promise<void> {
    event.preventDefault();
    this.#wasAsked = true;
    this.requestUpdate();
    if (!fits) this.querySelector<HTMLInputElement>('#confirm')?.focus();
    if (!fits || this.#sending) return;
    this.#sending = true;
    this.#error = undefined;
    try {
      const path = `/stores/${this.name}/${this.verb}`;
      const { number } = await sendWrite({ path, key: this.#key, signal: this.gone });
      this.#change = number;
      nameChange(number);
    } catch (error) {
      if (this.gone.aborted) return;
      this.#error = error;
    }
    this.#key = newKey();
    this.#sending = false;
    this.requestUpdate();
  }
}

function moments(detail: StoreDetail, now: number): TemplateResult {
  const { deletion } = detail;
  const purgeAt = purgeIfMerged(detail, now);
  const day = purgeAt === undefined ? undefined : purgeDay(purgeAt);
  return html`<section class="sheet spaced" aria-label="What happens when">
    <ol class="when ${day === undefined ? 'two-moments' : ''}">
      <li class="info">
        ${icon('pulls')}<b>Now</b>
        <p>A pull request. Nothing changes.</p>
        <span>Undo: close the request</span>
      </li>
      <li class=${day === undefined ? 'fail' : 'closing'}>
        ${phaseGlyph('Closing')}<b>On merge</b>
        <p>
          ${day === undefined ? 'The shop stops, and all of its data is deleted.' : 'The shop stops answering. Nothing is deleted.'}
        </p>
        <span class=${day === undefined ? 'bad-word' : ''}
          >${day === undefined ? 'Cannot be undone' : 'Undo: reopen it'}</span
        >
      </li>
      ${
        day === undefined
          ? nothing
          : html`<li class="closed">
                ${phaseGlyph('Closed')}<b>${spanOf(deletion.retentionMs)}</b>
                <p>Nothing runs. Volumes, passwords and the address are kept.</p>
                <span>Undo: reopen it, all data back</span>
              </li>
              <li class="fail">
                ${icon('trash')}<b title=${day.exact}>${day.short}</b>
                <p>Purge, if it were merged now. All data is deleted.</p>
                <span class="bad-word">Cannot be undone</span>
              </li>`
      }
    </ol>
  </section>`;
}

function fates(rows: readonly Fate[], purgeAt: string | undefined): TemplateResult {
  const word = (text: string): TemplateResult => {
    if (text === 'Deleted') return html`<span class="ph fail">${icon('trash', true)}${text}</span>`;
    if (text === 'Kept' || text === 'Reserved')
      return html`<span class="ph ready">${icon('check', true)}${text}</span>`;
    return html`<span class="q">${text}</span>`;
  };
  return html`<div class="sheet card spaced">
    <header><h2 id="what-title">What happens to what</h2></header>
    <div class="scroll-x" tabindex="0" role="region" aria-labelledby="what-title">
      <table class="what">
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col">On merge</th>
            ${purgeAt === undefined ? nothing : html`<th scope="col">Until ${dayOf(purgeAt)}</th>`}
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ part, note, onMerge, until, after }) =>
              html`<tr>
                <td><b>${part}</b><span class="q">${note}</span></td>
                <td>${onMerge === 'Deleted' ? word(onMerge) : onMerge}</td>
                ${purgeAt === undefined ? nothing : html`<td>${word(until)}</td>`}
                <td>${word(after)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </div>`;
}

customElements.define('u-close-page', ClosePage);
