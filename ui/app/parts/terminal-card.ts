import { html, type TemplateResult } from 'lit';
import './copy-line.ts';
import { icon } from './icon.ts';

/** A line to copy, and what it is good for. */
export interface TerminalLine {
  readonly text: string;
  readonly purpose: string;
}

/** The same, from a terminal: lines to copy. One on a page. */
export function terminalCard(lines: readonly TerminalLine[], title = 'The same, from a terminal'): TemplateResult {
  return html`<section class="sheet card" aria-labelledby="terminal-title">
    <header>
      ${icon('terminal')}
      <h2 id="terminal-title">${title}</h2>
    </header>
    <div class="pad stack">
      ${lines.map(({ text, purpose }) => html`<u-copy .text=${text} .purpose=${purpose}></u-copy>`)}
    </div>
  </section>`;
}
