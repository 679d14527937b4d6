import { html, nothing, type TemplateResult } from 'lit';
import type { MergeView } from '../../server/api/merge-view.ts';
import type { PullView } from '../../server/api/pull-view.ts';
import { icon } from '../parts/icon.ts';
import { typedField } from '../parts/typed-field.ts';
import { KeptRead } from '../read/kept-read.ts';
import { SessionElement } from '../session/session-element.ts';
import { closingText } from '../words/close-words.ts';
import { plural } from '../words/plural.ts';
import { changeWords, pullWords } from '../words/pull-words.ts';
import { OneWrite } from './one-write.ts';
import { refusedCallout } from './refused-callout.ts';

/** So many closings are named; an approval names their count. */
const mostNamed = 20;

/**
 * What stands between a pull request and its merge, and the button: `<u-merge-card .pull=${pull}>`. Where a guard holds the closings, merging approves
 * them, and asks for their count. Sends the event `merged`.
 */
export class MergeCard extends SessionElement {
  static override readonly properties = { pull: { attribute: false } };
  declare pull: PullView;
  readonly #read = new KeptRead<MergeView>(this, {
    path: () => (this.session.mayWrite && !this.#isOver ? `/changes/${this.pull.number}/merge` : undefined),
    key: () => `${this.pull.head} ${this.pull.stands} ${this.pull.says}`,
    again: ({ obstacle }) => (obstacle === undefined ? 30_000 : 5_000),
  });
  readonly #write = new OneWrite(this, this.gone);
  #typed = '';
  #wasAsked = false;
  /** Merged from here; the list of pull requests is some seconds older. */
  #isMerged = false;

  override render(): TemplateResult {
    const view = this.#read.value;
    return html`<section class="sheet card" aria-labelledby="merge-title">
      <header><h2 id="merge-title">${this.#isOver ? 'Merged' : 'Before it can merge'}</h2></header>
      <ul class="list">
        ${this.#planRow()} ${view === undefined || view.closings.length === 0 ? nothing : closingRow(view)}
      </ul>
      ${view === undefined ? nothing : closingList(view)}
      <div class="pad confirm top-rule">${this.#doing(view)}</div>
    </section>`;
  }

  get #isOver(): boolean {
    return this.#isMerged || this.pull.stands === 'merged';
  }

  #planRow(): TemplateResult {
    const { text, tone, icon: sign } = pullWords(this.pull);
    return html`<li>
      <span class="ph ${tone}">${icon(sign, true)}Plan</span>
      <span class="grow wraps q">${changeWords(this.pull) || text}</span>
    </li>`;
  }

  #doing(view: MergeView | undefined): TemplateResult {
    if (this.#isOver) return html`<p role="status">It is merged. The cluster takes it up within seconds.</p>`;
    if (!this.session.mayWrite) return this.signInCallout();
    const error = this.#write.error ?? this.#read.error;
    return html`${error === undefined ? nothing : refusedCallout(error, 'It was not merged')}
    ${view === undefined ? html`<p class="q late" aria-busy="true">Looking whether it can be merged.</p>` : this.#form(view)}`;
  }

  #form(view: MergeView): TemplateResult {
    const { obstacle, approval, complete } = view;
    if (approval !== undefined && complete && obstacle === undefined) return this.#approval(view, approval.count);
    const isStuck = obstacle !== undefined || this.#write.isSending;
    return html`<form class="stack" @submit=${(event: Event) => void this.#merge(event, view)}>
      ${complete ? nothing : html`<p class="note q">It may close more stores than can be told here. What a guard holds, <code>urumi approve</code> lets go.</p>`}
      <button
        class="b p l"
        aria-disabled=${isStuck ? 'true' : nothing}
        aria-describedby=${obstacle === undefined ? nothing : 'merge-why'}
      >
        ${icon('merge')}Merge into ${view.base}
      </button>
      ${obstacle === undefined ? nothing : html`<p class="note q" id="merge-why">${obstacle}</p>`}
    </form>`;
  }

  #approval(view: MergeView, count: number): TemplateResult {
    const fits = this.#typed.trim() === String(count);
    const field = {
      id: 'approve',
      label: html`Type <b>${count}</b> to approve that ${plural(count, 'store')} close`,
      text: this.#typed,
      hint: 'The merge says so in its message, with your name.',
      wrong: this.#wasAsked && !fits ? 'This is not how many close.' : undefined,
      isNumber: true,
      take: (text: string) => this.#type(text),
    };
    return html`<form class="form" @submit=${(event: Event) => void this.#merge(event, view)}>
      ${typedField(field)}
      <button class="b dd l" aria-disabled=${fits && !this.#write.isSending ? nothing : 'true'}>
        Merge and close ${plural(count, 'store')}
      </button>
    </form>`;
  }

  #type(text: string): void {
    this.#typed = text;
    this.requestUpdate();
  }

  async #merge(event: Event, { headSha, approval, obstacle, complete }: MergeView): Promise<void> {
    event.preventDefault();
    this.#wasAsked = true;
    this.requestUpdate();
    const asked = complete ? approval : undefined;
    if (asked !== undefined && this.#typed.trim() !== String(asked.count)) {
      this.querySelector<HTMLInputElement>('#approve')?.focus();
      return;
    }
    if (obstacle !== undefined) return;
    const body = { headSha, ...(asked !== undefined && { approveClosures: asked.count }) };
    const merged = await this.#write.send({ path: `/changes/${this.pull.number}/merge`, body });
    if (merged === undefined) return;
    this.#isMerged = true;
    this.dispatchEvent(new Event('merged'));
  }
}

function closingRow({ closings, approval }: MergeView): TemplateResult {
  const [tone, sign] = approval === undefined ? (['', 'closed'] as const) : (['degr', 'hand'] as const);
  const words =
    approval === undefined
      ? `${plural(closings.length, 'store')} will close`
      : `${plural(closings.length, 'store')} would close; more than ${approval.limit} at once needs an approval`;
  return html`<li>
    <span class="ph ${tone}">${icon(sign, true)}Closings</span><span class="grow wraps q">${words}</span>
  </li>`;
}

function closingList({ closings }: MergeView): TemplateResult | typeof nothing {
  if (closings.length === 0) return nothing;
  const more = closings.length - mostNamed;
  return html`<ul class="list top-rule" aria-label="Stores that would close">
    ${closings.slice(0, mostNamed).map(
      (closing) =>
        html`<li>
          <div class="grow">
            <a href="/stores/${closing.name}"><bdi>${closing.name}</bdi></a>
            <p class="note q wraps">${closingText(closing)}</p>
          </div>
        </li>`,
    )}
    ${more > 0 ? html`<li class="q">and ${more} more</li>` : nothing}
  </ul>`;
}

customElements.define('u-merge-card', MergeCard);
