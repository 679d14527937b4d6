import { html, type TemplateResult } from 'lit';
import type { PodView, StoreDetail } from '../../server/api/store-detail.ts';
import { phaseClass } from '../words/phase-words.ts';
import { age, exact } from '../words/time-words.ts';
import { healthWords, phaseOfHealth } from './object-words.ts';
import { phaseGlyph } from './phase-glyph.ts';

function podRow(pod: PodView, now: number): TemplateResult {
  const phase = phaseOfHealth[pod.status];
  return html`<tr>
    <td><span class="mono small">${pod.name}</span></td>
    <td>
      <span class="ph ${phaseClass[phase]}"
        >${phaseGlyph(phase, { done: 3, of: 5 })}<span class="cut">${healthWords(pod)}</span></span
      >
    </td>
    <td class="num q hide-s">${pod.restarts}</td>
    <td class="q hide-s">${pod.node === '' ? 'none yet' : pod.node}</td>
    <td class="num q nowrap">
      ${
        pod.createdAt === undefined
          ? ''
          : html`<time datetime=${pod.createdAt} title=${exact(pod.createdAt)}
              >${age(now - Date.parse(pod.createdAt))}</time
            >`
      }
    </td>
  </tr>`;
}

/** The pods of a store. */
export function podsCard({ pods }: StoreDetail, now: number): TemplateResult {
  const table = html`<div class="scroll-x" tabindex="0" role="region" aria-label="Table of pods">
    <table class="fit">
      <thead>
        <tr>
          <th scope="col">Pod</th>
          <th scope="col">State</th>
          <th scope="col" class="num hide-s">Restarts</th>
          <th scope="col" class="hide-s">Node</th>
          <th scope="col" class="num">Age</th>
        </tr>
      </thead>
      <tbody>
        ${pods.map((pod) => podRow(pod, now))}
      </tbody>
    </table>
  </div>`;
  return html`<section class="sheet card bleed" id="pods" aria-labelledby="pods-title">
    <header><h2 id="pods-title">Pods</h2></header>
    ${pods.length === 0 ? html`<p class="pad q">No pod runs.</p>` : table}
  </section>`;
}
