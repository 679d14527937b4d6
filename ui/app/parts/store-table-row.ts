import { html, nothing, type TemplateResult } from 'lit';
import type { StoreRow } from '../../server/api/store-row.ts';
import { engineOf, hostOf, reasonOf } from '../words/row-words.ts';
import { phaseClass } from '../words/phase-words.ts';
import { age, exact } from '../words/time-words.ts';
import { phaseGlyph } from './phase-glyph.ts';

export interface RowView {
  readonly row: StoreRow;
  /** Of the whole list, from 0. */
  readonly index: number;
  readonly now: number;
  /** It changed a moment ago. */
  readonly isNew: boolean;
}

/** One store of the list. */
export function storeTableRow({ row, index, now, isNew }: RowView): TemplateResult {
  const tone = phaseClass[row.phase];
  const reason = reasonOf(row, now);
  const host = hostOf(row.url);
  return html`<tr class="${tone} ${isNew ? 'is-new' : ''}" aria-rowindex=${index + 2} data-index=${index}>
    <td class="c-name">
      <a class="name ${tone}" href="/stores/${row.name}">
        ${phaseGlyph(row.phase, row.stage)}<bdi class="cut" title=${row.name}>${row.name}</bdi>
      </a>
    </td>
    <td class="phc">
      <div class="phase ${tone}">
        <b>${row.phase}</b>${reason === '' ? nothing : html`<span class="q cut" title=${reason}>${reason}</span>`}
      </div>
    </td>
    <td class="hide-l long">
      ${row.url === '' ? nothing : html`<a class="host" href=${row.url} rel="noreferrer" target="_blank" title=${host}><bdi>${host}</bdi></a>`}
    </td>
    <td class="q hide-t long">${engineOf(row)}</td>
    <td class="q hide-m">${row.plan}</td>
    <td class="q hide-m long"><bdi title=${row.owner}>${row.owner}</bdi></td>
    <td class="wide-only q long"><code>${row.revision.slice(0, 7)}</code> ${row.title}</td>
    <td class="num q nowrap c-age">
      ${
        row.createdAt === undefined
          ? nothing
          : html`<time datetime=${row.createdAt} title=${exact(row.createdAt)}
              >${age(now - Date.parse(row.createdAt))}</time
            >`
      }
    </td>
  </tr>`;
}

/** A row that is not read yet, with the room that it will take. */
export function skeletonRow(index: number): TemplateResult {
  return html`<tr aria-rowindex=${index + 2} data-index=${index} aria-busy="true">
    <td class="c-name"><span class="skel"></span></td>
    <td class="phc"><span class="skel"></span></td>
    <td class="hide-l"><span class="skel"></span></td>
    <td class="hide-t"></td>
    <td class="hide-m"></td>
    <td class="hide-m"></td>
    <td class="wide-only"></td>
    <td class="c-age"></td>
  </tr>`;
}
