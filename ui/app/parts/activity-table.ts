import { html, nothing, type TemplateResult } from 'lit';
import type { Activity } from '../../server/api/activity-view.ts';
import { phaseClass } from '../words/phase-words.ts';
import { clock, dayTitle, exact } from '../words/time-words.ts';
import { icon, type IconName } from './icon.ts';
import { phaseGlyph } from './phase-glyph.ts';

const icons: Readonly<Partial<Record<Activity['kind'], IconName>>> = {
  opened: 'pulls',
  merged: 'merged',
  withdrawn: 'close',
  pushed: 'commit',
  superseded: 'retry',
  event: 'dot',
  asked: 'hand',
  refused: 'warning',
};
const phases = { ready: 'Ready', failed: 'Failed', suspended: 'Suspended', closed: 'Closed' } as const;

/** What was done with a pull request or commit; the cluster's words are whole sentences. */
const verbs: Readonly<Partial<Record<Activity['kind'], string>>> = {
  opened: 'Proposed: ',
  merged: 'Merged: ',
  withdrawn: 'Withdrawn: ',
  pushed: 'Pushed: ',
};

function sign(kind: Activity['kind']): TemplateResult {
  const phase = phases[kind as keyof typeof phases] as (typeof phases)[keyof typeof phases] | undefined;
  if (phase !== undefined) return html`<span class="sign ${phaseClass[phase]}">${phaseGlyph(phase)}</span>`;
  return html`<span class="sign">${icon(icons[kind] ?? 'dot')}</span>`;
}

function where({ pull, revision, url }: Activity): TemplateResult | typeof nothing {
  if (pull !== undefined) return html`<a href="/pulls/${pull}">${icon('pulls', true)}#${pull}</a>`;
  if (revision === undefined) return nothing;
  const short = html`${icon('commit', true)}<code>${revision.slice(0, 7)}</code>`;
  return url === undefined
    ? html`<span class="q" title=${revision}>${short}</span>`
    : html`<a href=${url} target="_blank" rel="noreferrer" title=${revision}>${short}</a>`;
}

function row(one: Activity): TemplateResult {
  const { at, kind, what, store, by, address } = one;
  const said = `${verbs[kind] ?? ''}${what}`;
  return html`<tr>
    <td class="q nowrap"><time datetime=${at} title=${exact(at)}>${clock(at)}</time></td>
    <td>
      <span class="what"
        >${sign(kind)}<span class="cut" title=${said}><bdi>${said}</bdi></span></span
      >
    </td>
    <td class="cut">
      ${store === undefined ? nothing : html`<a class="name" href="/stores/${store}"><bdi>${store}</bdi></a>`}
    </td>
    <td class="q cut hide-s" title=${address === undefined ? by : `${by}, from ${address}`}><bdi>${by}</bdi></td>
    <td class="where">${where(one)}</td>
  </tr>`;
}

/** What happened, newest first, by day. */
export function activityTable(items: readonly Activity[], now: number): TemplateResult {
  const rows: TemplateResult[] = [];
  let day = '';
  for (const one of items) {
    const title = dayTitle(one.at, now);
    if (title !== day)
      rows.push(
        html`<tr class="grp">
          <td colspan="5"><b>${title}</b></td>
        </tr>`,
      );
    day = title;
    rows.push(row(one));
  }
  return html`<div class="sheet bleed">
    <div class="scroll-x" tabindex="0" role="region" aria-label="Activity">
      <table class="act">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">What</th>
            <th scope="col">Store</th>
            <th scope="col" class="hide-s">By</th>
            <th scope="col">Where it is written</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </div>`;
}
