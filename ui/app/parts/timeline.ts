import { html, nothing, type TemplateResult } from 'lit';
import type { PullRef } from '../../server/api/git-view.ts';
import type { StoreDetail } from '../../server/api/store-detail.ts';
import { plainMessage } from '../words/plain-message.ts';
import { stageTitle } from '../words/phase-words.ts';
import { clock, elapsed, exact, took } from '../words/time-words.ts';
import { gitTimeline } from './git-timeline.ts';
import { icon } from './icon.ts';
import { phaseGlyph } from './phase-glyph.ts';
import { setVars } from './set-vars.ts';
import { timelineOf, type Timeline, type TimelineRow } from './timeline-rows.ts';

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

function duration({ took: ms, usual, state }: TimelineRow, hasFailed: boolean): TemplateResult {
  if (ms !== undefined) return html`<span class="du">${took(ms)}</span>`;
  if (state !== 'Pending') return html`<span class="du"></span>`;
  return html`<span class="du wait"
    >${usual === undefined || hasFailed ? 'not reached' : `usually ${took(usual)}`}</span
  >`;
}

function at({ state, endedAt }: TimelineRow): TemplateResult {
  if (endedAt !== undefined)
    return html`<span class="at"><time datetime=${endedAt} title=${exact(endedAt)}>${clock(endedAt)}</time></span>`;
  return html`<span class="at">${state === 'Running' ? 'running' : ''}</span>`;
}

function why({ name, state, late, usual }: TimelineRow, detail: StoreDetail): TemplateResult | typeof nothing {
  if (state !== 'Running' && state !== 'Failed') return nothing;
  const message = plainMessage(detail.stages.find((stage) => stage.name === name)?.message ?? detail.message);
  const extra =
    late > 0 && usual !== undefined ? `Usually done in ${took(usual)}; the striped part is the extra time. ` : '';
  return html`<span class="why">${extra}${message}</span>`;
}

function titleOf(hasFailed: boolean, isOver: boolean, fromPull: boolean): string {
  if (hasFailed) return 'How far it came';
  if (fromPull) return isOver ? 'From pull request to Ready' : 'On its way from pull request to Ready';
  return isOver ? 'How it came up' : 'On its way up';
}

function totalText({ rows, total, isOver }: Timeline, hasFailed: boolean): string {
  if (hasFailed) return `stopped in stage ${rows.findIndex(({ state }) => state === 'Failed') + 1} of ${rows.length}`;
  return isOver ? `took ${took(total)}` : `${elapsed(total)} so far`;
}

/**
 * The stages of the last rollout, each with how long it took; bars are decoration, the numbers are text.
 *
 * @param pull that it came from, when that is known
 * @param now ms since the epoch
 */
export function timeline(detail: StoreDetail, now: number, pull?: PullRef): TemplateResult | typeof nothing {
  if (detail.stages.length === 0) return nothing;
  const shown = timelineOf(detail, now);
  const hasFailed = shown.rows.some(({ state }) => state === 'Failed');
  const inGit = gitTimeline(pull, detail);
  const line = (row: TimelineRow): TemplateResult =>
    html`<li class=${tones[row.state]} aria-current=${row.state === 'Running' ? 'step' : nothing}>
      <span class="st">${sign(row, detail)}<span class="cut">${stageTitle[row.name]}</span></span>
      ${bar(row)}${duration(row, hasFailed)}${at(row)}${why(row, detail)}
    </li>`;
  return html`<section class="sheet card bleed" id="stages" aria-labelledby="stages-title">
    <header>
      <h2 id="stages-title">${titleOf(hasFailed, shown.isOver, inGit !== nothing)}</h2>
      <span class="note q">${totalText(shown, hasFailed)}</span>
    </header>
    <div class="tl">
      ${inGit}
      <div class="part"><b>In the cluster</b><span>from merge to Ready</span><span>took</span><span>at</span></div>
      <ol>
        ${shown.rows.map(line)}
      </ol>
    </div>
  </section>`;
}
