import { html, nothing, type TemplateResult } from 'lit';
import type { FleetView } from '../../server/api/fleet-view.ts';
import './copy-line.ts';
import { icon } from './icon.ts';
import { phaseGlyph } from './phase-glyph.ts';

const file = `apiVersion: urumi.dev/v1alpha1
kind: Store
metadata:
  name: flower-shop
spec:
  engine: woocommerce`;

/** One rising shutter: what will happen here. */
function rise(): TemplateResult {
  const steps = [0, 1, 2, 3, 4].map(
    (done) => html`<li class="prov">${phaseGlyph('Provisioning', { done, of: 5 })}</li>`,
  );
  return html`<ol class="rise" aria-hidden="true">
    <li class="closed">${phaseGlyph('Closed')}</li>
    ${steps.slice(1)}
    <li class="ready">${phaseGlyph('Ready')}</li>
  </ol>`;
}

/** The page of stores before there is one. */
export function emptyStores(fleets: readonly FleetView[]): TemplateResult {
  const [fleet] = fleets;
  const where =
    fleet === undefined
      ? html`No fleet is there yet: it says which repository to follow.`
      : html`Urumi watches <code>${fleet.branch}</code> of <code>${fleet.repository}</code>. The first file under
          <code>${fleet.path}/</code> shows up here within seconds, and you see each step until customers can order.`;
  const lines = [`git add ${fleet?.path ?? 'stores'}`, 'git commit -m "Open flower-shop" && git push'];
  return html`<div class="blank">
    <div>
      <h1>No stores yet</h1>
      <p class="lead">A store is a file. Merge it and it opens, revert it and it closes.</p>
      ${rise()}
      <p class="q">${where}</p>
    </div>
    <div>
      <section class="sheet card">
        <header>
          ${icon('file')}
          <h2>${fleet?.path ?? 'stores'}/flower-shop.yaml</h2>
        </header>
        <pre class="code" tabindex="0" aria-label="Store file">
${file.split('\n').map((line) => html`<span>${line}</span>`)}</pre>
        <div class="foot"><span>This file is a whole shop.</span></div>
      </section>
      <div class="stack spaced">
        <p class="note q">From a terminal</p>
        ${lines.map((line) => html`<u-copy .text=${line}></u-copy>`)}
      </div>
    </div>
  </div>`;
}

/** No store fits what was searched for. */
export function noMatch(search: string, near: string | undefined, look: (search: string) => void): TemplateResult {
  const suggestion =
    near === undefined
      ? nothing
      : html` Did you mean <button class="b t s" @click=${() => look(near)}>${near}</button>?`;
  return html`<p class="none" role="status">
    ${search === '' ? 'No store is in this state.' : html`No store matches “${search}”.`}${suggestion}
  </p>`;
}

/** What was tried, what came back, what to do; the rest of the page stays. */
export function troubleCallout(error: unknown, retry: () => void): TemplateResult {
  return html`<section class="call fail spaced" role="alert">
    ${icon('warning')}
    <div>
      <h2>This could not be read</h2>
      <p>${error instanceof Error ? error.message : String(error)}</p>
    </div>
    <div class="row side-do"><button class="b" @click=${retry}>${icon('retry')}Try again</button></div>
  </section>`;
}
