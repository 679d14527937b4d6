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

/** What a revision came to that can be gone back to: one that was up as it was. */
const worthGoingBackTo = new Set(['Ready', 'Suspended']);

function goBack({ name, closedAt, revision }: StoreDetail, to: StoreDetail['history'][number]): TemplateResult {
  if (to.revision === revision) return html`<span class="chip ${outcomeTone[to.outcome]}">current</span>`;
  const short = to.revision.slice(0, 7);
  return closedAt === undefined && worthGoingBackTo.has(to.outcome)
    ? html`<a class="b s" href="/stores/${name}/rollback/${to.revision}" aria-label="Roll back to ${short}"
        >Roll back</a
      >`
    : html``;
}

/** The revisions that this store went through, the newest first. */
export function historyCard(detail: StoreDetail, now: number): TemplateResult | typeof nothing {
  const { history } = detail;
  if (history.length === 0) return nothing;
  const entry = (one: StoreDetail['history'][number]): TemplateResult =>
    html`<li title=${one.message ?? ''}>
      <code class="q">${one.revision.slice(0, 7)}</code>
      <span class="grow cut">${one.outcome} <span class="qq">after ${elapsed(one.seconds * 1000)}</span></span>
      <time class="qq nowrap" datetime=${one.at} title=${exact(one.at)}>${age(now - Date.parse(one.at))}</time>
      ${goBack(detail, one)}
    </li>`;
  return html`<section class="sheet card" id="history" aria-labelledby="history-title">
    <header><h2 id="history-title">Revisions</h2></header>
    <ul class="list">
      ${history.map(entry)}
    </ul>
  </section>`;
}
