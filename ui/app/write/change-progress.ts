import { html, nothing, type TemplateResult } from 'lit';
import type { ChangeView } from '../../server/api/change-view.ts';
import type { StoreDetail } from '../../server/api/store-detail.ts';
import type { LiveConnection } from '../live/live-connection.ts';
import { forgeNote } from '../parts/git-card.ts';
import { icon, type IconName } from '../parts/icon.ts';
import { terminalCard } from '../parts/terminal-card.ts';
import { readApi } from '../read/read-api.ts';
import { ReadError } from '../read/read-error.ts';
import { SessionElement } from '../session/session-element.ts';
import { progressOf, type Progress, type Step, type Verb } from '../words/progress-words.ts';
import { OneWrite } from './one-write.ts';
import { refusedCallout } from './refused-callout.ts';

/** The forge is asked how far a pull request is as often as this, ms, until it is merged or closed. */
const lookEvery = 1_500;

/**
 * A pull request on its way into the cluster: `<u-change-progress .number=${7} store="demo" verb="close">`. Whoever shows it follows the store.
 */
export class ChangeProgress extends SessionElement {
  static override readonly properties = { number: { type: Number }, store: { type: String }, verb: { type: String } };
  declare number: number;
  declare store: string;
  declare verb: Verb;
  #change: ChangeView | undefined;
  #detail: StoreDetail | null | undefined;
  #before: string | undefined;
  /** How often in a row the forge has said that there are some. */
  #conflicts = 0;
  /** Why it could not be read, and when it last could, ms since the epoch. */
  #error: unknown;
  #readAt = 0;
  readonly #write = new OneWrite(this, this.gone);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #focused = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#look();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override listen(live: LiveConnection): (() => void)[] {
    return [
      live.on('store', (detail) => {
        if (detail !== null && detail.name !== this.store) return;
        this.#detail = detail;
        if (this.#change?.state !== 'merged') this.#before = detail?.revision;
        this.requestUpdate();
      }),
    ];
  }

  override render(): TemplateResult {
    const change = this.#change;
    if (change === undefined)
      return this.#error === undefined
        ? html`<p class="q late" aria-busy="true">Reading pull request ${this.number}.</p>`
        : refusedCallout(this.#error, 'The pull request could not be read');
    const { store, verb, now } = this;
    const conflicts = change.state === 'open' && this.#conflicts > 1;
    const progress = progressOf({ verb, store, change, detail: this.#detail, before: this.#before, conflicts, now });
    return html`<div class="head">
        <div>
          <h1 tabindex="-1">${progress.headline}</h1>
          <p class="sub">
            Pull request
            <a href=${change.url} target="_blank" rel="noreferrer">#${change.number} <bdi>${change.title}</bdi></a>
            ${change.state === 'open' ? 'is open. Nothing has changed yet, and closing the request undoes everything.' : `is ${change.state}.`}
          </p>
        </div>
      </div>
      <p class="sr" role="status">${progress.headline}</p>
      ${this.#trouble()}
      <div class="rec steps-page">
        <div>${this.#steps(change, progress)}</div>
        <div>${this.#facts(change)}</div>
      </div>`;
  }

  override updated(): void {
    const headline = this.querySelector<HTMLElement>('h1');
    if (headline === null || this.#focused) return;
    // Once: readers begin at what has become of the form that they have sent.
    this.#focused = true;
    headline.focus({ preventScroll: true });
  }

  #steps(change: ChangeView, { steps, isDone }: Progress): TemplateResult {
    return html`<section class="sheet card" aria-labelledby="steps-title">
      <header>
        <h2 id="steps-title">${isDone ? 'What happened' : 'What happens next'}</h2>
      </header>
      <div class="pad">
        <ol class="steps">
          ${steps.map((step) => this.#step(step, change))}
        </ol>
      </div>
    </section>`;
  }

  #step(step: Step, change: ChangeView): TemplateResult {
    const { name, tone } = signs[step.state];
    return html`<li class=${tone} aria-current=${step.state === 'now' ? 'step' : nothing}>
      ${icon(name)}
      <div>
        <b>${step.title}</b>
        <p>${step.text}</p>
        ${step.id === 'merge' && step.state === 'now' ? this.#merge(change) : nothing}
      </div>
    </li>`;
  }

  #merge(change: ChangeView): TemplateResult {
    if (change.plan?.needsApproval === true)
      return html`<div class="row do-row">
        <a class="b p" href="/pulls/${change.number}">${icon('hand')}Approve and merge</a>
      </div>`;
    return html`<div class="row wrap-row do-row">
      <button
        class="b p"
        aria-disabled=${this.#write.isSending ? 'true' : nothing}
        @click=${() => void this.#mergeIt(change)}
      >
        ${icon('merge')}Merge
      </button>
      <a class="b t" href=${change.url} target="_blank" rel="noreferrer">${icon('external')}Look at it first</a>
    </div>`;
  }

  #facts({ branch, author }: ChangeView): TemplateResult {
    return html`<section class="sheet card" aria-label="Facts">
        <div class="pad">
          <dl class="kv">
            <dt>Store</dt>
            <dd>
              <a href="/stores/${this.store}"><bdi>${this.store}</bdi></a>
            </dd>
            <dt>Proposed by</dt>
            <dd><bdi>${author}</bdi></dd>
            <dt>Branch</dt>
            <dd class="wraps"><code>${branch}</code></dd>
          </dl>
        </div>
      </section>
      ${terminalCard(
        [
          { text: `git fetch && git switch ${branch}`, purpose: 'Look at the change' },
          { text: `urumi explain ${this.store}`, purpose: 'What the store waits for' },
        ],
        'From a terminal',
      )}
      <p class="note q">You can leave this page: nothing of it depends on your looking.</p>`;
  }

  #trouble(): TemplateResult | typeof nothing {
    const refusal = this.#write.error;
    if (refusal !== undefined) return refusedCallout(refusal, 'This could not be done');
    if (this.#error === undefined) return nothing;
    const isAway = this.#error instanceof ReadError && [502, 503, 504].includes(this.#error.status);
    if (!isAway) return refusedCallout(this.#error, 'The pull request could not be read');
    const since = new Date(this.#readAt).toISOString();
    const says = 'the forge does not answer; it is asked again every few seconds';
    return html`<div class="steps-note">${forgeNote({ configured: true, current: false, since, says })}</div>`;
  }

  async #look(): Promise<void> {
    try {
      this.#change = await readApi<ChangeView>(`/changes/${this.number}`, this.gone);
      this.#conflicts = this.#change.mergeable === false ? this.#conflicts + 1 : 0;
      this.#error = undefined;
      this.#readAt = Date.now();
    } catch (error) {
      if (this.gone.aborted) return;
      this.#error = error;
    }
    this.requestUpdate();
    if (this.#change === undefined || this.#change.state === 'open')
      this.#timer = setTimeout(() => void this.#look(), lookEvery);
  }

  async #mergeIt({ number, headSha }: ChangeView): Promise<void> {
    const merged = await this.#write.send({ path: `/changes/${number}/merge`, body: { headSha } });
    if (merged === undefined) return;
    this.#change = merged;
    this.requestUpdate();
  }
}

const signs: Readonly<Record<Step['state'], { name: IconName; tone: string }>> = {
  done: { name: 'done', tone: 'ready' },
  now: { name: 'busy', tone: 'prov' },
  later: { name: 'toCome', tone: '' },
  wrong: { name: 'wrong', tone: 'fail' },
};

customElements.define('u-change-progress', ChangeProgress);
