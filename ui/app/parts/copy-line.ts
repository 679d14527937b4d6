import { html, LitElement, type TemplateResult } from 'lit';
import { icon } from './icon.ts';

/** How long the check stands in place of the copy sign, ms. */
const thanksFor = 2_000;

/** A line for a terminal, with a button that copies it: `<u-copy .text=${'git log'} purpose="How it came to be"></u-copy>`. */
export class CopyLine extends LitElement {
  static override readonly properties = { text: { type: String }, purpose: { type: String } };
  declare text: string;
  declare purpose: string;
  #copied = false;

  constructor() {
    super();
    this.text = '';
    this.purpose = '';
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override render(): TemplateResult {
    const label = this.#copied ? 'Copied' : `Copy: ${this.purpose === '' ? 'this line' : this.purpose}`;
    return html`<div class="copy" title=${this.purpose}>
      <code>${this.text}</code>
      <button class="b t s ic" aria-label=${label} @click=${() => void this.copy()}>
        ${icon(this.#copied ? 'check' : 'copy', true)}
      </button>
    </div>`;
  }

  /** Copies the line, or selects it where the browser does not let it be copied. */
  async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.text);
      this.#copied = true;
      setTimeout(() => {
        this.#copied = false;
        this.requestUpdate();
      }, thanksFor);
    } catch {
      // Without the right to the clipboard the line is selected instead: one key is left to press.
      const code = this.querySelector('code');
      if (code !== null) getSelection()?.selectAllChildren(code);
    }
    this.requestUpdate();
  }
}

customElements.define('u-copy', CopyLine);
