import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { StoreFileView } from '../../server/api/store-wish.ts';
import type { StoreDetail } from '../../server/api/store-detail.ts';
import { PlanPreview } from '../edit/plan-preview.ts';
import { planPanel } from '../edit/plan-panel.ts';
import { troubleCallout } from '../parts/blank.ts';
import { icon } from '../parts/icon.ts';
import { KeptRead } from '../read/kept-read.ts';
import { age } from '../words/time-words.ts';
import { ActPage } from './act-page.ts';

/** The page that brings a store's file back as it was in a revision, and says first what that would do. `name` and `revision` come from the address. */
export class RollbackPage extends ActPage {
  static override readonly properties = { ...ActPage.properties, revision: { type: String } };
  declare revision: string;
  protected override readonly word = 'Roll back';
  readonly #then = this.#file(() => `?revision=${this.revision}`);
  readonly #now = this.#file(() => '');
  readonly #plan = new PlanPreview(this);
  /** Blob of the file that is planned. */
  #planned = '';

  #file(query: () => string): KeptRead<StoreFileView> {
    const path = (): string | undefined => (this.session.mayWrite ? `/stores/${this.name}/file${query()}` : undefined);
    return new KeptRead<StoreFileView>(this, { path, again: () => Infinity });
  }

  override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { value } = this.#then;
    if (value === undefined || value.blob === this.#planned) return;
    this.#planned = value.blob;
    const { name } = this;
    this.#plan.ask(() => ({ name, text: value.text }));
  }

  protected override content(detail: StoreDetail): TemplateResult {
    const { file = 'its file', closedAt, history } = detail;
    if (closedAt !== undefined) return this.head('It is closed: reopen it first.');
    const was = history.find(({ revision }) => revision === this.revision);
    const ago = was === undefined ? '' : `, from ${age(this.now - Date.parse(was.at))} ago`;
    return html`${this.head(`Its file comes back as it was in ${this.#short}${ago}. Its data stays as it is now.`)}
    ${this.session.mayWrite ? this.#preview() : nothing}
    ${this.#mayGo ? this.confirmation(this.#ask(file)) : this.#obstacle()}`;
  }

  protected override proposal(): Promise<void> {
    return this.propose({ revision: this.revision });
  }

  get #short(): string {
    return this.revision.slice(0, 7);
  }

  get #isSame(): boolean {
    return this.#then.value !== undefined && this.#then.value.blob === this.#now.value?.blob;
  }

  /** Signed out, it is the confirmation that says so. */
  get #mayGo(): boolean {
    if (!this.session.mayWrite) return true;
    return this.#then.value !== undefined && !this.#isSame && this.#plan.problems.length === 0;
  }

  #ask(file: string): TemplateResult {
    const says = html`A pull request brings <code>${file}</code> back as it was. Nothing changes before it is merged,
      and rolling back again undoes it.`;
    return this.question(says, 'Open pull request to roll back', 'Leave it as it is');
  }

  #preview(): TemplateResult | typeof nothing {
    const error = this.#then.error ?? this.#plan.error;
    if (error !== undefined) return troubleCallout(error, () => void this.#then.ask());
    if (this.#plan.problems.length > 0) return nothing;
    return html`<div class="spaced">${planPanel(this.#plan.answer, this.#plan.isStale)}</div>`;
  }

  #obstacle(): TemplateResult | typeof nothing {
    const { problems } = this.#plan;
    if (this.#isSame)
      return html`<p>
        The file on the branch is as it was in ${this.#short}: there is nothing to roll back.
        <a href="/stores/${this.name}">Back to the store</a>
      </p>`;
    if (problems.length === 0) return nothing;
    return html`<section class="call fail" aria-label="Why not">
      ${icon('warning')}
      <div>
        <h2>The file of ${this.#short} could not be applied now</h2>
        ${problems.map(({ message }) => html`<p>${message}</p>`)}
        <p><a href="/stores/${this.name}/edit">Edit the file</a> instead.</p>
      </div>
      <div></div>
    </section>`;
  }
}

customElements.define('u-rollback-page', RollbackPage);
