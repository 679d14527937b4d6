import { html, type TemplateResult } from 'lit';
import type { Counts } from '../../server/api/store-list.ts';
import type { Phase } from '../list/known-words.ts';
import { totalOf } from '../words/headlines.ts';
import { countedPhases, phaseClass } from '../words/phase-words.ts';
import { phaseGlyph } from './phase-glyph.ts';

/** How many stores are in each phase; each figure filters by its phase. */
export function countsStrip(
  counts: Counts,
  chosen: readonly Phase[],
  choose: (phases: readonly Phase[]) => void,
): TemplateResult {
  const button = ({ label, phases }: (typeof countedPhases)[number]): TemplateResult => {
    const count = phases.reduce((sum, phase) => sum + (counts[phase] ?? 0), 0);
    const isChosen = phases.every((phase) => chosen.includes(phase));
    return html`<button
      class=${phaseClass[label]}
      aria-pressed=${isChosen}
      @click=${() => choose(isChosen ? [] : phases)}
    >
      <b>${count}</b><span>${phaseGlyph(label, { done: 3, of: 5 })}${label}</span>
    </button>`;
  };
  return html`<div class="counts" role="group" aria-label="Show stores by phase" tabindex="-1">
    <button class="all" aria-pressed=${chosen.length === 0} @click=${() => choose([])}>
      <b>${totalOf(counts)}</b><span>All</span>
    </button>
    ${countedPhases.map(button)}
  </div>`;
}
