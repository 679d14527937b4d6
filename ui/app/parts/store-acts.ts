import { html, type TemplateResult } from 'lit';
import type { StoreDetail } from '../../server/api/store-detail.ts';
import { icon } from './icon.ts';

/** What can be proposed for a store: each opens a page that says what would happen first. */
export function storeActs({ name, phase, closedAt, suspended }: StoreDetail): TemplateResult {
  if (phase === 'Purging') return html``;
  return closedAt === undefined
    ? html`<a class="b" href="/stores/${name}/edit">${icon('pencil')}Edit</a>
        ${
          suspended
            ? html`<a class="b" href="/stores/${name}/resume">${icon('play')}Resume</a>`
            : html`<a class="b" href="/stores/${name}/suspend">${icon('pause')}Suspend</a>`
        }
        <a class="b d" href="/stores/${name}/close">Close</a>`
    : html`<a class="b" href="/stores/${name}/reopen">${icon('retry')}Reopen</a>`;
}
