import { html, nothing, type TemplateResult } from 'lit';
import { planBlocks, type PlanBlock, type PlanLine } from '../words/plan-blocks.ts';
import { icon } from './icon.ts';
import { setVars } from './set-vars.ts';

function inline(line: PlanLine): (TemplateResult | string)[] {
  return line.map(({ kind, text }) => {
    if (kind === 'text') return text;
    return kind === 'bold' ? html`<b>${text}</b>` : html`<code>${text}</code>`;
  });
}

function table({ head, rows }: Extract<PlanBlock, { kind: 'table' }>): TemplateResult {
  return html`<div class="sheet bleed">
    <div class="scroll-x" tabindex="0" role="region" aria-label="Stores that change">
      <table class="fit">
        <thead>
          <tr>
            ${head.map((title) => html`<th scope="col">${title.charAt(0).toUpperCase()}${title.slice(1)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${row.map((cell) => html`<td>${inline(cell)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </div>`;
}

function alert({ tone, lines }: Extract<PlanBlock, { kind: 'alert' }>): TemplateResult {
  return html`<section class="call ${tone === 'danger' ? 'fail' : 'degr'}">
    ${icon('warning')}
    <div>${lines.map((line) => html`<p>${inline(line)}</p>`)}</div>
  </section>`;
}

function block(part: PlanBlock): TemplateResult {
  switch (part.kind) {
    case 'alert':
      return alert(part);
    case 'table':
      return table(part);
    case 'list':
      return html`<ul class="plan-list">
        ${part.items.map(({ depth, line }) => html`<li ${setVars({ d: depth })}>${inline(line)}</li>`)}
      </ul>`;
    case 'fold':
      return html`<details class="sheet card">
        <summary>${icon('right', true)}<span>${inline(part.title)}</span></summary>
        <div class="pad">${part.blocks.map(block)}</div>
      </details>`;
    case 'small':
      return html`<p class="note q">${part.lines.map(inline)}</p>`;
    case 'paragraph':
      return html`<p>${part.lines.map(inline)}</p>`;
  }
}

/** What a pull request would do, as its plan says. */
export function planReport(markdown: string | undefined): TemplateResult | typeof nothing {
  return markdown === undefined ? nothing : html`<div class="plan">${planBlocks(markdown).map(block)}</div>`;
}
