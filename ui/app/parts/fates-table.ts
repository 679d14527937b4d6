import { html, nothing, type TemplateResult } from 'lit';
import type { Fate } from '../words/close-words.ts';
import { dayOf } from '../words/time-words.ts';
import { icon } from './icon.ts';

function word(text: string): TemplateResult {
  if (text === 'Deleted') return html`<span class="ph fail">${icon('trash', true)}${text}</span>`;
  if (text === 'Kept' || text === 'Reserved') return html`<span class="ph ready">${icon('check', true)}${text}</span>`;
  return html`<span class="q">${text}</span>`;
}

/**
 * What happens to what, when a store closes.
 *
 * @param purgeAt when its data would go; undefined: with its file
 */
export function fatesTable(rows: readonly Fate[], purgeAt: string | undefined): TemplateResult {
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
