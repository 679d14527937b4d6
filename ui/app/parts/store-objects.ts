import { html, type TemplateResult } from 'lit';
import type { Phase } from '../list/known-words.ts';
import type { PodView, StoreDetail, StoreObjectView } from '../../server/api/store-detail.ts';
import { phaseClass } from '../words/phase-words.ts';
import { age, exact } from '../words/time-words.ts';
import { phaseGlyph } from './phase-glyph.ts';
import { setVars } from './set-vars.ts';

const phaseOf = {
  Current: 'Ready',
  InProgress: 'Provisioning',
  Failed: 'Failed',
  Terminating: 'Closing',
} as const satisfies Record<StoreObjectView['status'], Phase>;

/** What the right end of a row says: nothing of what is well. */
function says({ status, message, reason }: Pick<StoreObjectView, 'status' | 'message' | 'reason'>): string {
  if (status === 'Current') return message === '' || reason === 'Current' ? 'ready' : message;
  return message === '' ? reason : message;
}

function row(object: StoreObjectView): TemplateResult {
  const { kind, name, depth, last, status } = object;
  const tone = phaseClass[phaseOf[status]];
  const text = says(object);
  return html`<li
    role="treeitem"
    aria-level=${depth + 2}
    aria-selected="false"
    tabindex="-1"
    class="${tone} d${Math.min(depth + 1, 3)} ${last ? 'end' : ''} ${status === 'Failed' ? 'bad' : ''}"
    ${setVars({ d: depth + 1 })}
  >
    <span class="h">${phaseGlyph(phaseOf[status], { done: 3, of: 5 })}</span><span class="kind">${kind}</span
    ><span class="nm cut" title=${name}>${name}</span><span class="say cut" title=${text}>${text}</span>
  </li>`;
}

const plain: Readonly<Record<StoreObjectView['status'], string>> = {
  Current: 'ready',
  InProgress: 'in motion',
  Failed: 'failed',
  Terminating: 'going',
};

function summary(objects: readonly StoreObjectView[]): string {
  const counts = new Map<StoreObjectView['status'], number>();
  for (const { status } of objects) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${count} ${plain[status]}`).join(', ');
}

/** Arrow keys move in a tree; Tab enters and leaves it. */
function moveInTree(event: KeyboardEvent): void {
  const row = (event.target as HTMLElement).closest('li');
  const to = { ArrowDown: row?.nextElementSibling, ArrowUp: row?.previousElementSibling }[event.key];
  if (!(to instanceof HTMLElement)) return;
  event.preventDefault();
  to.focus();
}

/** The objects of a store as a tree, each with how it is. */
export function objectsCard({ name, phase, objects }: StoreDetail): TemplateResult {
  const store = html`<li role="treeitem" aria-level="1" aria-selected="false" tabindex="0" class=${phaseClass[phase]}>
    <span class="h">${phaseGlyph(phase, { done: 3, of: 5 })}</span><span class="kind">Store</span
    ><span class="nm cut">${name}</span><span class="say">${phase}</span>
  </li>`;
  return html`<section class="sheet card bleed" id="objects" aria-labelledby="objects-title">
    <header>
      <h2 id="objects-title">Objects</h2>
      <span class="note q">${summary(objects)}</span>
    </header>
    <ul class="tree" role="tree" aria-label="Objects of this store" @keydown=${moveInTree}>
      ${store} ${objects.map(row)}
    </ul>
  </section>`;
}

function podRow(pod: PodView, now: number): TemplateResult {
  const phase = phaseOf[pod.status];
  return html`<tr>
    <td><span class="mono small">${pod.name}</span></td>
    <td>
      <span class="ph ${phaseClass[phase]}"
        >${phaseGlyph(phase, { done: 3, of: 5 })}<span class="cut">${says(pod)}</span></span
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
  const table = html`<div class="scroll-x" tabindex="0" role="region" aria-labelledby="pods-title">
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
