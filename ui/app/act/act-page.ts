import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { StoreDetail } from '../../server/api/store-detail.ts';
import type { LiveConnection } from '../live/live-connection.ts';
import { icon } from '../parts/icon.ts';
import { lostCallout } from '../parts/lost-callout.ts';
import { SessionElement } from '../session/session-element.ts';
import type { Verb } from '../words/progress-words.ts';
import { changeInAddress, nameChange } from '../write/change-address.ts';
import '../write/change-progress.ts';
import { OneWrite } from '../write/one-write.ts';
import { refusedCallout } from '../write/refused-callout.ts';

/** A page that proposes something for a store: it says what would happen, asks, and afterwards follows the pull request. */
export abstract class ActPage extends SessionElement {
  static override readonly properties = { name: { type: String }, verb: { type: String } };
  /** The store's. */
  declare name: string;
  declare verb: Verb;
  protected readonly write = new OneWrite(this, this.gone);
  /** null: there is none; undefined: nothing was heard yet. */
  #detail: StoreDetail | null | undefined;
  #change: number | undefined;

  /** `Roll back`, as headline and title begin. */
  protected abstract get word(): string;

  /** What the page says and asks of a store that is there. */
  protected abstract content(detail: StoreDetail): TemplateResult;

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
    if (!['name', 'verb', 'revision'].some((property) => changed.has(property))) return;
    document.title = `${this.word} ${this.name} · Urumi`;
    this.#change = changeInAddress();
    this.#detail = undefined;
    this.write.renew();
    this.live.follow({ store: this.name });
  }

  override render(): TemplateResult {
    return html`${this.#crumb()} ${this.staleSince === undefined ? nothing : lostCallout(this.live, this.staleSince)}
    ${this.#body()}`;
  }

  #body(): TemplateResult {
    const detail = this.#detail;
    if (this.#change !== undefined)
      return html`<u-change-progress
        .number=${this.#change}
        .store=${this.name}
        .verb=${this.verb}
      ></u-change-progress>`;
    if (detail === null) return this.head('', html`There is no store named <bdi>${this.name}</bdi>`);
    if (detail === undefined)
      return html`${this.head('')}
        <p class="q late" aria-busy="true">Reading this store.</p>`;
    return this.content(detail);
  }

  #crumb(): TemplateResult {
    return html`<nav class="crumb" aria-label="Where this is">
      <a href="/">Stores</a>${icon('right', true)}<a href="/stores/${this.name}"><bdi>${this.name}</bdi></a>
      ${icon('right', true)}<span>${this.word}</span>
    </nav>`;
  }

  /** The headline, and a sentence below it. */
  protected head(sentence: string, title?: TemplateResult): TemplateResult {
    return html`<div class="head">
      <div>
        <h1>${title ?? html`${this.word} <bdi>${this.name}</bdi>`}</h1>
        ${sentence === '' ? nothing : html`<p class="sub">${sentence}</p>`}
      </div>
    </div>`;
  }

  /** The last question, for whoever may answer it; above it, why the last answer was refused. */
  protected confirmation(question: TemplateResult): TemplateResult {
    const { error } = this.write;
    return html`<section class="sheet card" aria-label="Confirmation">
      <div class="pad confirm">
        ${error === undefined ? nothing : refusedCallout(error, 'No pull request was opened')}
        ${this.session.mayWrite ? question : this.signInCallout()}
      </div>
    </section>`;
  }

  /** A question that a click answers. */
  protected question(says: TemplateResult, button: string, leave: string): TemplateResult {
    return html`<p>${says}</p>
      <form class="row wrap-row" @submit=${(event: Event) => void this.submit(event)}>
        <button class="b p l" aria-disabled=${this.write.isSending ? 'true' : nothing}>
          ${icon('pulls')}${button}
        </button>
        <a class="b t l" href="/stores/${this.name}">${leave}</a>
      </form>`;
  }

  /**
   * Opens the pull request; from then on the page follows it.
   *
   * @param body what the operation of this verb wants to know
   */
  protected async propose(body?: object, operation: string = this.verb): Promise<void> {
    const path = `/stores/${this.name}/${operation}`;
    const change = await this.write.send({ path, ...(body !== undefined && { body }) });
    if (change === undefined) return;
    this.#change = change.number;
    nameChange(change.number);
    this.requestUpdate();
  }

  /** What the form does. */
  protected abstract proposal(): Promise<void>;

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    await this.proposal();
  }
}
