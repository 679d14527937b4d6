import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { icon } from '../parts/icon.ts';
import type { CodeEditor } from './code-editor.ts';
import type { FieldSchema } from './form-fields.ts';
import type { FileProblem } from './problem-view.ts';

/** Where a problem is, in characters from the beginning. */
function offsetOf(text: string, { line, column }: FileProblem): number {
  const above = text.split('\n').slice(0, line - 1);
  return above.reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
}

/**
 * The file itself, with what is wrong with it below, each with its place: `<u-file-editor .text=${text} .problems=${...} .schema=${...}>`. A plain field
 * until the editor is loaded, and for good when it cannot be. Sends the event `edited`; `text` is then the new one.
 */
export class FileEditor extends LitElement {
  static override readonly properties = {
    heading: { type: String },
    text: { type: String },
    problems: { attribute: false },
    schema: { attribute: false },
    hasEditor: { state: true },
  };
  /** Its path. */
  declare heading: string;
  declare text: string;
  declare problems: readonly FileProblem[];
  declare schema: FieldSchema;
  declare hasEditor: boolean;

  constructor() {
    super();
    this.hasEditor = false;
    void this.#load();
  }

  /** Styles are those of the whole app. */
  override createRenderRoot(): HTMLElement {
    return this;
  }

  override render(): TemplateResult {
    return html`<section class="sheet card ed" aria-labelledby="file-title">
      <header>
        ${icon('file')}
        <h2 id="file-title">${this.heading}</h2>
        <span class="grow"></span>
        ${this.hasEditor ? html`<span class="note q nowrap"><kbd>Ctrl</kbd> <kbd>Space</kbd> suggests</span>` : nothing}
      </header>
      ${this.hasEditor ? this.#editor() : this.#area()}
      <div class="foot" id="file-problems" role="status">
        ${
          this.problems.length === 0
            ? html`<span>Form and file are the same thing. Write in either.</span>`
            : html`<ul class="faults">
                ${this.problems.map((problem) => this.#fault(problem))}
              </ul>`
        }
      </div>
    </section>`;
  }

  async #load(): Promise<void> {
    try {
      await import('./code-editor.ts');
    } catch {
      return; // it is a comfort: without it, the plain field stays
    }
    const area = this.querySelector('textarea');
    const caret = area !== null && document.activeElement === area ? area.selectionStart : undefined;
    this.hasEditor = true;
    await this.updateComplete;
    // Whoever was typing goes on in the middle of the word.
    if (caret !== undefined) this.querySelector<CodeEditor>('u-code-editor')?.goTo(caret);
  }

  #editor(): TemplateResult {
    return html`<u-code-editor
      .text=${this.text}
      .problems=${this.problems}
      .schema=${this.schema}
      .label=${this.heading}
      @edited=${(event: Event) => this.#take((event.target as CodeEditor).text)}
    ></u-code-editor>`;
  }

  #area(): TemplateResult {
    const rows = Math.min(34, Math.max(16, this.text.split('\n').length + 1));
    return html`<textarea
      class="code-area"
      aria-labelledby="file-title"
      aria-describedby="file-problems"
      spellcheck="false"
      autocapitalize="off"
      rows=${rows}
      .value=${this.text}
      @input=${(event: InputEvent) => this.#take((event.target as HTMLTextAreaElement).value)}
    ></textarea>`;
  }

  #fault(problem: FileProblem): TemplateResult {
    return html`<li>
      <button class="b t s" title="Go there" @click=${() => this.#goTo(problem)}>
        ${problem.line}:${problem.column}</button
      ><span>${problem.message}</span>
    </li>`;
  }

  #goTo(problem: FileProblem): void {
    const offset = offsetOf(this.text, problem);
    this.querySelector<CodeEditor>('u-code-editor')?.goTo(offset);
    const area = this.querySelector('textarea');
    area?.focus();
    area?.setSelectionRange(offset, offset);
  }

  #take(text: string): void {
    this.text = text;
    this.dispatchEvent(new Event('edited'));
  }
}

customElements.define('u-file-editor', FileEditor);
