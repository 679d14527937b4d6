import { html, nothing, type TemplateResult } from 'lit';
import type { StoreDetail } from '../../server/api/store-detail.ts';
import { stageTitle } from '../words/phase-words.ts';
import { clock, elapsed, exact, took } from '../words/time-words.ts';
import { icon } from './icon.ts';
import { phaseGlyph } from './phase-glyph.ts';
import { setVars } from './set-vars.ts';
import { timelineOf, type TimelineRow } from './timeline-rows.ts';

const tones = { Pending: '', Running: 'prov on', Ready: 'ready', Failed: 'fail on' } as const;

function sign({ state }: TimelineRow, detail: StoreDetail): TemplateResult | ReturnType<typeof icon> {
  if (state === 'Ready') return icon('check', true);
  if (state === 'Failed') return phaseGlyph('Failed');
  return state === 'Running' ? phaseGlyph('Provisioning', detail.stage) : icon('toCome', true);
}

function bar({ x, w, late, expected }: TimelineRow): TemplateResult {
  if (x === undefined) return html`<span class="bar-t"></span>`;
  return html`<span class="bar-t">
    ${expected > 0 ? html`<em ${setVars({ x, w: expected })}></em>` : html`<i ${setVars({ x, w })}></i>`}
    ${late > 0 ? html`<i class="late" ${setVars({ x: x + w, w: late })}></i>` : nothing}
  </span>`;
}

function duration({ state, took: ms, usual }: TimelineRow): TemplateResult {
  if (ms !== undefined) return html`<span class="du">${took(ms)}</span>`;
  const text = usual === undefined ? (state === 'Pending' ? 'not reached' : '') : `usually ${took(usual)}`;
  return html`<span class="du wait">${text}</span>`;
}

function at({ state, endedAt }: TimelineRow): TemplateResult {
  if (endedAt !== undefined)
    return html`<span class="at"><time datetime=${endedAt} title=${exact(endedAt)}>${clock(endedAt)}</time></span>`;
  return html`<span class="at">${state === 'Running' ? 'running' : ''}</span>`;
}

function why(row: TimelineRow, detail: StoreDetail): TemplateResult | typeof nothing {
  if (row.state !== 'Running' && row.state !== 'Failed') return nothing;
  const message = detail.stages.find(({ name }) => name === row.name)?.message ?? detail.message;
  return message === '' ? nothing : html`<span class="why">${message}</span>`;
}

/**
 * The stages of the last rollout, each with how long it took; bars are decoration, the numbers are text.
 *
 * @param now ms since the epoch
 */
export function timeline(detail: StoreDetail, now: number): TemplateResult | typeof nothing {
  if (detail.stages.length === 0) return nothing;
  const { rows, total, isOver } = timelineOf(detail, now);
  const line = (row: TimelineRow): TemplateResult =>
    html`<li class=${tones[row.state]} aria-current=${row.state === 'Running' ? 'step' : nothing}>
      <span class="st">${sign(row, detail)}<span class="cut">${stageTitle[row.name]}</span></span>
      ${bar(row)}${duration(row)}${at(row)}${why(row, detail)}
    </li>`;
  return html`<section class="sheet card bleed" id="stages" aria-labelledby="stages-title">
    <header>
      <h2 id="stages-title">${isOver ? 'How it came up' : 'On its way up'}</h2>
      <span class="note q">${isOver ? `took ${took(total)}` : `${elapsed(total)} so far`}</span>
    </header>
    <div class="tl">
      <div class="part"><b>In the cluster</b><span>from merge to Ready</span><span>took</span><span>at</span></div>
      <ol>
        ${rows.map(line)}
      </ol>
    </div>
  </section>`;
}
