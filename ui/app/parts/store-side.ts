import { html, nothing, type TemplateResult } from 'lit';
import type { StoreDetail } from '../../server/api/store-detail.ts';
import { engineOf, hostOf } from '../words/row-words.ts';
import { age, elapsed, exact } from '../words/time-words.ts';

function fact(name: string, value: TemplateResult | string): TemplateResult {
  return html`<dt>${name}</dt>
    <dd>${value}</dd>`;
}

function link(url: string, isOpen: boolean): TemplateResult {
  const host = html`<bdi>${hostOf(url)}</bdi>`;
  return isOpen
    ? html`<a href=${url} target="_blank" rel="noreferrer">${host}</a>`
    : html`${host} <span class="qq">not answering now</span>`;
}

/** What the file says, and where the shop is. */
export function factsCard(detail: StoreDetail): TemplateResult {
  const isOpen = detail.phase === 'Ready' || detail.phase === 'Degraded';
  const { url, adminUrl, adminUser, owner, revision, volumes } = detail;
  return html`<section class="sheet card" aria-label="Facts">
    <div class="pad">
      <dl class="kv">
        ${fact('Title', html`<bdi>${detail.title}</bdi>`)}
        ${fact('Address', url === '' ? 'none yet' : link(url, isOpen))}
        ${adminUrl === undefined ? nothing : fact('Admin', html`${link(adminUrl, isOpen)}, as <code>${adminUser}</code>`)}
        ${fact('Engine', engineOf(detail))} ${fact('Plan', detail.plan)}
        ${fact('Owner', owner === '' ? 'nobody is named' : html`<bdi>${owner}</bdi>`)}
        ${fact('Revision', html`<code title=${revision}>${revision.slice(0, 7)}</code>`)}
        ${detail.file === undefined ? nothing : fact('File', html`<code>${detail.file}</code>`)}
        ${volumes.length === 0 ? nothing : fact('Data', volumes.map(({ claim, size }) => `${claim} ${size ?? ''}`.trim()).join(', '))}
      </dl>
    </div>
  </section>`;
}

const outcomeTone = { Ready: 'ready', Failed: 'fail', Superseded: '', Closed: '', Suspended: '' } as const;

/** The revisions that this store went through. */
export function historyCard({ history, revision }: StoreDetail, now: number): TemplateResult | typeof nothing {
  if (history.length === 0) return nothing;
  const entry = (one: StoreDetail['history'][number]): TemplateResult =>
    html`<li title=${one.message ?? ''}>
      <code class="q">${one.revision.slice(0, 7)}</code>
      <span class="grow cut">${one.outcome} <span class="qq">after ${elapsed(one.seconds * 1000)}</span></span>
      <time class="qq nowrap" datetime=${one.at} title=${exact(one.at)}>${age(now - Date.parse(one.at))}</time>
      ${one.revision === revision ? html`<span class="chip ${outcomeTone[one.outcome]}">current</span>` : nothing}
    </li>`;
  return html`<section class="sheet card" id="history" aria-labelledby="history-title">
    <header><h2 id="history-title">Revisions</h2></header>
    <ul class="list">
      ${history.toReversed().map(entry)}
    </ul>
  </section>`;
}
