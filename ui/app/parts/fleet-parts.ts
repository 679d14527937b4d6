import { html, nothing, type TemplateResult } from 'lit';
import type { FleetView } from '../../server/api/fleet-view.ts';
import type { PullView } from '../../server/api/pull-view.ts';
import type { StoreRow } from '../../server/api/store-row.ts';
import { reasonOf } from '../words/row-words.ts';
import { phaseClass } from '../words/phase-words.ts';
import { age, elapsed } from '../words/time-words.ts';
import './copy-line.ts';
import { icon } from './icon.ts';
import { phaseGlyph } from './phase-glyph.ts';
import { setVars } from './set-vars.ts';
import { terminalCard } from './terminal-card.ts';
import { plural } from '../words/plural.ts';

function figure(value: TemplateResult | string, note: string): TemplateResult {
  return html`<div><b>${value}</b><span>${note}</span></div>`;
}

/** Four figures: what runs, and what does not. */
export function fleetFigures(fleet: FleetView, outOfStep: number, now: number): TemplateResult {
  const { head, applied, appliedAt, invalidCount, pending } = fleet;
  const ago = appliedAt === undefined ? '' : `, for ${elapsed(now - Date.parse(appliedAt))}`;
  const step =
    head !== undefined && head === applied
      ? `applied, same as ${fleet.branch}${ago}`
      : `the head of ${fleet.branch}; not all of it is applied`;
  return html`<section class="sheet spaced" aria-label="The fleet in figures">
    <div class="sums">
      ${figure(html`<span class="mono">${head?.slice(0, 7) ?? 'none'}</span>`, head === undefined ? 'nothing was read yet' : step)}
      ${figure(plural(outOfStep, 'store'), outOfStep === 0 ? 'out of step: all match their files' : 'need someone')}
      ${figure(plural(invalidCount, 'file'), invalidCount === 0 ? 'invalid' : 'invalid, their stores stay as they were')}
      ${figure(plural(pending?.closures ?? 0, 'closing'), pending === undefined ? 'held' : 'held until someone approves')}
    </div>
  </section>`;
}

/**
 * What stands between a revision and its closings.
 *
 * @param pull that brought the revision, when another page shows it
 */
export function heldCallout(
  { name, pending, refusal, limits }: FleetView,
  pull?: PullView,
): TemplateResult | typeof nothing {
  if (pending === undefined && refusal === undefined) return nothing;
  if (pending === undefined) return refusalCallout(refusal?.message ?? '');
  const { closures, revision, stores, reason } = pending;
  const more = closures - stores.length;
  return html`<section class="call degr spaced" aria-label="Approval">
    ${icon('hand')}
    <div>
      <h2>${plural(closures, 'closing is', 'closings are')} held until someone approves</h2>
      <p>
        ${reason} None of them has been
        touched.${
          pull === undefined
            ? nothing
            : html` They came with <a href="/pulls/${pull.number}">#${pull.number} <bdi>${pull.title}</bdi></a
                >.`
        }
      </p>
      <p class="q">
        ${stores.map((store, at) => html`${at === 0 ? '' : ', '}<a href="/stores/${store}">${store}</a>`)}${more > 0 ? `, and ${more} more` : ''}
      </p>
      <div class="do stack">
        <u-copy .text=${`urumi approve ${name} ${revision.slice(0, 12)}`} purpose="Approve them"></u-copy>
        <u-copy .text=${`git revert ${revision.slice(0, 12)}`} purpose="Keep the stores open"></u-copy>
      </div>
    </div>
    <div class="side"><b>${closures}</b><span>at most ${limits.closuresPerRevision} at once</span></div>
  </section>`;
}

function refusalCallout(message: string): TemplateResult {
  return html`<section class="call degr spaced" aria-label="Held">
    ${icon('hand')}
    <div>
      <h2>Nothing is closed</h2>
      <p>${message}</p>
    </div>
    <div class="side"></div>
  </section>`;
}

/** Files that are not applied, with where and what. */
export function invalidFiles({ invalid, invalidCount }: FleetView): TemplateResult {
  const problem = (
    file: string,
    { line, column, message }: FleetView['invalid'][number]['problems'][number],
  ): TemplateResult =>
    html`<div class="bad-f">
      <code class="where">${file}${line === undefined ? '' : `:${line}:${column ?? 1}`}</code>
      <p>${message}</p>
    </div>`;
  const files = invalid.map(({ file, problems }) => problems.map((one) => problem(file, one)));
  const more = invalidCount - invalid.length;
  return html`<section class="sheet card bleed" aria-labelledby="invalid-title">
    <header>
      ${icon('fileBad')}
      <h2 id="invalid-title">Invalid files</h2>
      <span class="note q">${invalidCount === 0 ? '' : 'the last valid version keeps running'}</span>
    </header>
    ${invalidCount === 0 ? html`<p class="pad q">Every file can be applied.</p>` : files}
    ${more > 0 ? html`<div class="foot">and ${plural(more, 'more file')}</div>` : nothing}
  </section>`;
}

/** Stores that are not as their files say, or not well. */
export function outOfStep(rows: readonly StoreRow[], total: number, now: number): TemplateResult {
  const row = (store: StoreRow): TemplateResult =>
    html`<tr>
      <td>
        <a class="name ${phaseClass[store.phase]}" href="/stores/${store.name}"
          >${phaseGlyph(store.phase, store.stage)}<bdi>${store.name}</bdi></a
        >
      </td>
      <td><span class="ph ${phaseClass[store.phase]}">${store.phase}</span></td>
      <td class="q wraps">${reasonOf(store, now)}</td>
      <td class="num q nowrap">${store.since === undefined ? '' : age(now - Date.parse(store.since))}</td>
    </tr>`;
  const table = html`<div class="scroll-x" tabindex="0" role="region" aria-label="Table of stores that need someone">
    <table>
      <thead>
        <tr>
          <th scope="col">Store</th>
          <th scope="col">Phase</th>
          <th scope="col">Why</th>
          <th scope="col" class="num">For</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(row)}
      </tbody>
    </table>
  </div>`;
  return html`<section class="sheet card bleed" aria-labelledby="step-title">
    <header>
      <h2 id="step-title">Needs someone</h2>
      <span class="note q">${total === 0 ? '' : plural(total, 'store')}</span>
    </header>
    ${total === 0 ? html`<p class="pad q">Every store is as its file says.</p>` : table}
    ${total > rows.length ? html`<div class="foot"><a href="/?phase=Failed,Degraded">All of them</a></div>` : nothing}
  </section>`;
}

function meter(name: string, used: number, of: number): TemplateResult {
  const share = of === 0 ? 100 : Math.min(100, (used / of) * 100);
  const text = `${used} of ${of}`;
  return html`<div>
    <div class="row note apart"><bdi>${name}</bdi><span class="q">${text}</span></div>
    <div class="meter" role="img" aria-label="${name}: ${text}"><i ${setVars({ share })}></i></div>
  </div>`;
}

/** How much of its limits a fleet uses. */
export function limitsCard({ limits, stores, retention }: FleetView): TemplateResult {
  return html`<section class="sheet card" aria-labelledby="room-title">
    <header><h2 id="room-title">Room</h2></header>
    <div class="pad meters">
      ${meter('Stores', stores, limits.stores)}
      ${limits.owners.map(({ owner, stores: count }) => meter(owner, count, limits.storesPerOwner))}
      <p class="note q">
        One revision closes at most ${limits.closuresPerRevision} without an approval. Data outlives a closed store for
        ${retention}.
      </p>
    </div>
  </section>`;
}

/** Where the fleet comes from. */
export function sourceCard({ name, repository, branch, path, domain, ready }: FleetView): TemplateResult {
  return html`<section class="sheet card" aria-label="Source">
    <div class="pad">
      <dl class="kv">
        <dt>Fleet</dt>
        <dd>${name}</dd>
        <dt>Repository</dt>
        <dd class="wraps">${repository}</dd>
        <dt>Branch</dt>
        <dd><code>${branch}</code>, files in <code>${path}/</code></dd>
        <dt>Domain</dt>
        <dd>${domain}</dd>
        ${
          ready === undefined
            ? nothing
            : html`<dt>State</dt>
                <dd>${ready.reason}${ready.message === '' ? '' : html`: <span class="q">${ready.message}</span>`}</dd>`
        }
      </dl>
    </div>
  </section>`;
}

/** The same from a terminal. */
export function fleetTerminal({ name }: FleetView): TemplateResult {
  const lines = [
    { text: 'urumi get stores --watch', purpose: 'Every store, live' },
    { text: `urumi get fleets ${name}`, purpose: 'This fleet' },
    { text: 'kubectl get stores -A -w', purpose: 'The Store objects' },
  ];
  return terminalCard(lines, 'From a terminal');
}
