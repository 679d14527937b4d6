import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { Phase } from '../../../synth/spec/store.ts';
import { phaseClass } from '../words/phase-words.ts';

const frame = svg`<rect x="1.5" y="1.5" width="13" height="13" rx="2" fill="none" stroke="currentColor" stroke-width="1.2"/>`;
const solid = svg`<rect x="1" y="1" width="14" height="14" rx="2.5" fill="currentColor"/>`;
const lit = svg`${frame}<rect x="3" y="3" width="10" height="10" rx=".5" fill="currentColor"/>`;
const empty = svg`<rect x="1.5" y="1.5" width="13" height="13" rx="2" fill="none" stroke="currentColor" stroke-width="1.2" stroke-dasharray="2.6 2.2"/>`;

const slat = (at: number, lifting = false): SVGTemplateResult =>
  svg`<rect class=${lifting ? 'now' : nothing} x="3" y=${3 + 2 * at} width="10" height="1" fill="currentColor"/>`;

/** Five slats; each that has gone lets two more pixels of light in from below. The lowest that is left is lifting. */
function shutter(gone: number): SVGTemplateResult {
  const left = 5 - gone;
  const slats = Array.from({ length: left }, (_, at) => slat(at, at === left - 1));
  const light = svg`<rect x="3" y=${3 + 2 * left} width="10" height=${2 * gone} fill="currentColor"/>`;
  return svg`${frame}${slats}${gone > 0 ? light : nothing}`;
}

const fixed: Readonly<Record<Exclude<Phase, 'Provisioning'>, SVGTemplateResult>> = {
  Pending: empty,
  Ready: lit,
  Degraded: svg`${solid}<path d="M8 4.2v4.4M8 11.6v.2" stroke="var(--u-sheet)" stroke-width="1.9" stroke-linecap="round"/>`,
  Failed: svg`${solid}<path d="M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6" stroke="var(--u-sheet)" stroke-width="1.7" stroke-linecap="round"/>`,
  Suspended: svg`${frame}<rect x="5" y="5" width="2" height="6" fill="currentColor"/><rect x="9" y="5" width="2" height="6" fill="currentColor"/>`,
  Closing: svg`${frame}${[0, 1, 2].map((at) => slat(at))}<path d="M5.75 10L8 12.25 10.25 10" fill="none" stroke="currentColor" stroke-width="1.3" stroke-linecap="round" stroke-linejoin="round"/>`,
  Purging: svg`${frame}${[0, 1, 2].map((at) => slat(at))}<path d="M5.75 10L8 12.25 10.25 10" fill="none" stroke="currentColor" stroke-width="1.3" stroke-linecap="round" stroke-linejoin="round"/>`,
  Closed: svg`${frame}${[0, 1, 2, 3, 4].map((at) => slat(at))}`,
};

/** How far a rollout is. */
export interface StagesDone {
  readonly done: number;
  readonly of: number;
}

/**
 * The picture of a phase: a shop's shutter, whose height is how far the store is. The word stands beside it; readers skip the picture.
 */
export function phaseGlyph(phase: Phase, stages?: StagesDone): SVGTemplateResult {
  const shape =
    phase === 'Provisioning'
      ? shutter(stages === undefined || stages.of === 0 ? 0 : Math.min(4, Math.floor((stages.done / stages.of) * 5)))
      : fixed[phase];
  return svg`<svg class="g" viewBox="0 0 16 16" aria-hidden="true">${shape}</svg>`;
}

/** Glyph and word, boxed as in the head of a page. */
export function phaseBadge(phase: Phase, stages?: StagesDone): TemplateResult {
  return html`<span class="ph box ${phaseClass[phase]}">${phaseGlyph(phase, stages)}${phase}</span>`;
}

/** Urumi's own sign. */
export function mark(): SVGTemplateResult {
  return svg`<svg class="g" viewBox="0 0 16 16" aria-hidden="true">${frame}${[0, 1, 2].map((at) => slat(at))}<rect x="3" y="9" width="10" height="4" fill="currentColor"/></svg>`;
}
