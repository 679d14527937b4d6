import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { StoreFileView } from '../../server/api/store-wish.ts';
import { actionBar } from '../edit/action-bar.ts';
import { forgetDraft, keepDraft, keptDraft } from '../edit/draft.ts';
import type { FileEditor } from '../edit/file-editor.ts';
import '../edit/file-editor.ts';
import { newFile, readValues, withValue, type FieldValue } from '../edit/file-text.ts';
import { formControl } from '../edit/form-control.ts';
import { formFields, type FieldSchema, type FormField } from '../edit/form-fields.ts';
import { planPanel } from '../edit/plan-panel.ts';
import { PlanPreview } from '../edit/plan-preview.ts';
import { takenName, type FileProblem } from '../edit/problem-view.ts';
import { icon } from '../parts/icon.ts';
import { readApi } from '../read/read-api.ts';
import { SessionElement } from '../session/session-element.ts';
import { changeInAddress, nameChange } from '../write/change-address.ts';
import '../write/change-progress.ts';
import { OneWrite } from '../write/one-write.ts';
import { refusedCallout } from '../write/refused-callout.ts';

/** After the last key, ms, before the server is asked what the file would do. */
const typingPause = 350;
/** What most people fill in; the rest is folded. */
const first = new Set(['metadata.name', 'spec.title', 'spec.engine', 'spec.plan', 'spec.hosts', 'spec.owner']);

const none: readonly FileProblem[] = [];

/** The page of a new store, or of a change of one: a form and the file, which are the same thing, and what it would do. Empty `name`: a new one. */
export class EditPage extends SessionElement {
  static override readonly properties = { name: { type: String } };
  declare name: string;
  #schema: FieldSchema = {};
  #fields: readonly FormField[] = [];
  #text = newFile;
  #file: StoreFileView | undefined;
  #touched = false;
  /** What was written before the page was left is here again. */
  #isBack = false;
  #page = '';
  #wasAsked = false;
  #change: number | undefined;
  /** Why the file could not be read. */
  #error: unknown;
  readonly #plan = new PlanPreview(this);
  readonly #write = new OneWrite(this, this.gone);

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has('name')) return;
    if (this.#page !== '') this.#leave();
    this.#page = location.pathname;
    document.title = `${this.#isNew ? 'New store' : `Edit ${this.name}`} · Urumi`;
    this.#change = changeInAddress();
    this.live.follow(this.#isNew ? {} : { store: this.name });
    if (this.#change === undefined) void this.#begin();
    else this.#follow(new URLSearchParams(location.search).get('store') ?? this.name);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave();
  }

  /** Gone to another page; or shut, because the session has ended: then what was written is wanted again. */
  #leave(): void {
    if (this.session.mayWrite) forgetDraft(this.#page);
  }

  get #isNew(): boolean {
    return this.name === '';
  }

  get #store(): string {
    const name = readValues(this.#text).get?.(['metadata', 'name']);
    return this.#isNew && typeof name === 'string' ? name : this.name;
  }

  get #problems(): readonly FileProblem[] {
    const isTaken = this.#isNew && this.#plan.answer?.exists === true;
    return isTaken ? [takenName(this.#store)] : this.#plan.problems;
  }

  override render(): TemplateResult {
    if (this.#change !== undefined)
      return html`${this.#crumb()}<u-change-progress
          .number=${this.#change}
          .store=${this.#followed}
          .verb=${this.#isNew ? 'open' : 'change'}
        ></u-change-progress>`;
    return html`${this.#crumb()}
      <div class="head">
        <div>
          <h1>${this.#isNew ? 'New store' : html`Edit <bdi>${this.name}</bdi>`}</h1>
          <p class="sub">
            ${
              this.#isNew
                ? 'You fill in a file. It becomes a pull request, and the store opens when that is merged.'
                : 'You change its file. That becomes a pull request, and the store follows when that is merged.'
            }
          </p>
        </div>
      </div>
      ${this.session.mayWrite || this.#touched ? this.#work() : this.signInCallout()}`;
  }

  #followed = '';

  #follow(store: string): void {
    this.#followed = store;
    this.live.follow({ store });
  }

  #crumb(): TemplateResult {
    return html`<nav class="crumb" aria-label="Where this is">
      <a href="/">Stores</a>${icon('right', true)}
      ${
        this.#isNew
          ? html`<span>New store</span>`
          : html`<a href="/stores/${this.name}"><bdi>${this.name}</bdi></a
              >${icon('right', true)}<span>Edit</span>`
      }
    </nav>`;
  }

  #work(): TemplateResult {
    if (this.#fields.length === 0 || (!this.#isNew && this.#file === undefined))
      return this.#error === undefined
        ? html`<p class="q late" aria-busy="true">Reading the file.</p>`
        : refusedCallout(this.#error, 'The file could not be read');
    const file = html`<u-file-editor
      .heading=${this.#plan.answer?.file ?? this.#file?.path ?? 'The file'}
      .text=${this.#text}
      .problems=${this.#wasAsked || this.#touched ? this.#problems : none}
      .schema=${this.#schema}
      @edited=${(event: Event) => this.#take((event.target as FileEditor).text)}
    ></u-file-editor>`;
    return html`${this.#isBack ? this.#backNote() : nothing}
      <div class="two">
        <div>${this.#form()}</div>
        <div>${file}</div>
      </div>
      ${planPanel(this.#plan.answer, this.#plan.isStale)} ${this.#bar()}`;
  }

  #backNote(): TemplateResult {
    return html`<section class="call note spaced" role="status">
      ${icon('file')}
      <div>
        <h2>What you had written is here again</h2>
        <p>It was not sent yet.</p>
      </div>
      <div class="row side-do">
        <button class="b" @click=${() => this.#startOver()}>Start over</button>
      </div>
    </section>`;
  }

  #startOver(): void {
    forgetDraft(this.#page);
    void this.#begin();
  }

  #form(): TemplateResult {
    const { get } = readValues(this.#text);
    if (get === undefined)
      return html`<section class="call degr" role="status">
        ${icon('warning')}
        <div>
          <h2>The form waits for the file</h2>
          <p>The file cannot be read as it is. Mend it there; the place is named below it.</p>
        </div>
        <div></div>
      </section>`;
    const shown = (isFirst: boolean): TemplateResult[] =>
      this.#fields.filter(({ id }) => first.has(id) === isFirst).map((field) => this.#control(field, get));
    const wrong = this.#fields.some(({ id }) => !first.has(id) && this.#problemOf(id) !== '');
    return html`<form class="form" @submit=${(event: Event) => event.preventDefault()}>
      ${shown(true)}
      <details class="more" ?open=${wrong}>
        <summary>${icon('right', true)}More: money, administrator, storage, what closing means</summary>
        <div class="form">${shown(false)}</div>
      </details>
    </form>`;
  }

  #control(field: FormField, get: (path: readonly string[]) => unknown): TemplateResult {
    const isFixed = !this.#isNew && (field.id === 'metadata.name' || field.id === 'spec.engine');
    return formControl({
      field,
      value: get(field.path),
      problem: this.#problemOf(field.id),
      fixed: isFixed ? 'It cannot be changed while the store exists.' : undefined,
      change: (value) => this.#set(field, value),
    });
  }

  /** Nobody is told what is missing before they had a chance to write it. */
  #problemOf(id: string): string {
    const found = this.#problems.find(({ path }) => path === id || path.startsWith(`${id}[`));
    const isQuiet = !this.#wasAsked && !this.#touched;
    return found === undefined || isQuiet ? '' : found.message;
  }

  #bar(): TemplateResult {
    const isSame = !this.#isNew && this.#text === this.#file?.text;
    const isFit = this.#problems.length === 0 && this.#plan.answer !== undefined && !isSame;
    const bar = actionBar({
      problems: this.#problems.length,
      isSame,
      isReady: isFit && !this.#isBusy,
      leave: this.#isNew ? '/' : `/stores/${this.name}`,
      send: () => void this.#send(isFit),
    });
    const error = this.#write.error ?? this.#plan.error;
    const refused = html`<div class="spaced-top">${refusedCallout(error, 'No pull request was opened')}</div>`;
    return html`${error === undefined ? nothing : refused} ${bar}`;
  }

  get #isBusy(): boolean {
    return this.#write.isSending || this.#plan.isStale;
  }

  async #begin(): Promise<void> {
    [this.#error, this.#touched, this.#wasAsked, this.#isBack] = [undefined, false, false, false];
    this.#plan.forget();
    this.#write.renew();
    try {
      const [schema, file] = await Promise.all([
        readApi<FieldSchema>('/store-schema', this.gone),
        this.#isNew ? undefined : readApi<StoreFileView>(`/stores/${this.name}/file`, this.gone),
      ]);
      this.#schema = schema;
      this.#fields = formFields(schema);
      this.#file = file;
      this.#text = file?.text ?? newFile;
      this.#bringBack();
      this.#ask();
    } catch (error) {
      if (this.gone.aborted) return;
      this.#error = error;
    }
    this.requestUpdate();
  }

  #bringBack(): void {
    const draft = keptDraft(this.#page);
    if (draft === undefined || draft.text === this.#text) return;
    [this.#text, this.#touched, this.#isBack] = [draft.text, true, true];
    // Written from that: what somebody else has changed meanwhile is not to be undone unseen.
    if (this.#file !== undefined && draft.blob !== undefined) this.#file = { ...this.#file, blob: draft.blob };
  }

  #set({ path }: FormField, value: FieldValue): void {
    this.#take(withValue(this.#text, path, value));
  }

  #take(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    this.#touched = true;
    keepDraft(this.#page, { text, ...(this.#file !== undefined && { blob: this.#file.blob }) });
    this.#write.renew();
    this.#ask(typingPause);
    this.requestUpdate();
  }

  #ask(pauseMs = 0): void {
    this.#plan.ask(() => ({ name: this.#store, text: this.#text }), pauseMs);
  }

  async #send(isFit: boolean): Promise<void> {
    this.#wasAsked = true;
    this.requestUpdate();
    if (!isFit) {
      await this.updateComplete;
      this.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
    }
    if (!isFit || this.#isBusy) return;
    const [store, text] = [this.#store, this.#text];
    const wish = this.#isNew
      ? ({ path: '/stores', body: { name: store, text } } as const)
      : ({ method: 'PUT', path: `/stores/${store}`, body: { text, blob: this.#file?.blob } } as const);
    const change = await this.#write.send(wish);
    if (change === undefined) return await this.#showRefusal();
    forgetDraft(this.#page);
    this.#change = change.number;
    this.#follow(store);
    nameChange(change.number, this.#isNew ? { store } : {});
    this.requestUpdate();
  }

  /** The button is always in view, what became of it is not. */
  async #showRefusal(): Promise<void> {
    await this.updateComplete;
    this.querySelector('.call.fail')?.scrollIntoView({ block: 'center' });
  }
}

customElements.define('u-edit-page', EditPage);
