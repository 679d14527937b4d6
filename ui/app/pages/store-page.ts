import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { StoreGit } from '../../server/api/git-view.ts';
import type { StoreDetail } from '../../server/api/store-detail.ts';
import type { LiveConnection } from '../live/live-connection.ts';
import { LiveElement } from '../live/live-element.ts';
import '../logs/logs-card.ts';
import '../parts/events-card.ts';
import { gitCard } from '../parts/git-card.ts';
import { icon } from '../parts/icon.ts';
import { lostCallout } from '../parts/lost-callout.ts';
import { phaseBadge, phaseGlyph } from '../parts/phase-glyph.ts';
import '../parts/object-tree.ts';
import { podsCard } from '../parts/pods-card.ts';
import { storeActs } from '../parts/store-acts.ts';
import { factsCard, historyCard } from '../parts/store-side.ts';
import { terminalCard } from '../parts/terminal-card.ts';
import { timeline } from '../parts/timeline.ts';
import { KeptRead } from '../read/kept-read.ts';
import { navigate } from '../shell/navigate.ts';
import { elapsed } from '../words/time-words.ts';
import { waitsOf, type Waits } from '../words/waits-words.ts';

/** The page of one store; `name` is its name. */
export class StorePage extends LiveElement {
  static override readonly properties = { name: { type: String } };
  declare name: string;
  /** null: there is none; undefined: nothing was heard yet. */
  #detail: StoreDetail | null | undefined;
  #said = '';
  readonly #git = new KeptRead<StoreGit>(this, {
    path: () => (this.#detail === null || this.#detail === undefined ? undefined : `/stores/${this.#detail.name}/git`),
    key: () => [this.#detail?.revision, this.#detail?.held, this.#detail?.closedAt].join(' '),
    again: ({ forge }) => (forge.current || !forge.configured ? Infinity : 5_000),
  });

  protected override listen(live: LiveConnection): (() => void)[] {
    return [live.on('store', (detail) => this.#take(detail))];
  }

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has('name')) return;
    document.title = `${this.name} · Urumi`;
    this.#detail = undefined;
    this.live.follow({ store: this.name });
  }

  override render(): TemplateResult {
    const detail = this.#detail;
    if (detail === null) return this.#missing();
    if (detail === undefined) return this.#waiting();
    const git = this.#git.value;
    return html`${this.#head(detail)}
      ${this.staleSince === undefined ? nothing : lostCallout(this.live, this.staleSince)}
      ${callout(waitsOf(detail, this.now), detail, this.now)}
      <p class="sr" role="status">${this.#said}</p>
      ${tabs(detail)}
      <div class="rec">
        <div>
          ${timeline(detail, this.now, git?.pull)}
          <u-object-tree .detail=${detail}></u-object-tree> ${podsCard(detail, this.now)}
          <u-events-card .store=${detail.name}></u-events-card> <u-logs-card .detail=${detail}></u-logs-card>
        </div>
        <div>
          ${factsCard(detail)} ${gitCard(git, this.#git.error, this.now)} ${historyCard(detail, this.now)}
          ${terminalCard(detail.commands)}
        </div>
      </div>`;
  }

  /** Goes to the page that proposes something for this store; nothing when it is in no state for that. */
  act(wish: 'edit' | 'suspend' | 'close'): void {
    if (!this.#detail || this.#detail.closedAt !== undefined) return;
    const page = wish === 'suspend' && this.#detail.suspended ? 'resume' : wish;
    navigate(`/stores/${this.name}/${page}`);
  }

  #take(detail: StoreDetail | null): void {
    if (detail !== null && detail.name !== this.name) return;
    const before = this.#detail;
    this.#detail = detail;
    this.now = Date.now();
    const said = detail === null ? 'This store is gone.' : `${detail.phase}. ${waitsOf(detail, this.now)?.title ?? ''}`;
    // Seconds are not announced, a change of stage is.
    if (before !== undefined) this.#said = said;
    this.requestUpdate();
  }

  #head(detail: StoreDetail): TemplateResult {
    const { name, phase, stage, url } = detail;
    const isOpen = phase === 'Ready' || phase === 'Degraded';
    return html`${crumb(name)}
      <div class="head">
        <div class="title">
          <h1><bdi>${name}</bdi></h1>
          ${phaseBadge(phase, stage)}
        </div>
        <div class="acts">
          ${isOpen && url !== '' ? html`<a class="b" href=${url} target="_blank" rel="noreferrer">${icon('external')}Open the shop</a>` : nothing}
          ${storeActs(detail)}
        </div>
      </div>`;
  }

  #waiting(): TemplateResult {
    return html`${crumb(this.name)}
      <div class="head">
        <div class="title">
          <h1><bdi>${this.name}</bdi></h1>
        </div>
      </div>
      ${this.live.status === 'lost' ? lostCallout(this.live, this.live.lostAt) : html`<p class="q late" aria-busy="true">Reading this store.</p>`}`;
  }

  #missing(): TemplateResult {
    return html`${crumb(this.name)}
      <div class="head">
        <h1>There is no store named <bdi>${this.name}</bdi></h1>
      </div>
      <p class="q">
        Its file may not be merged yet, or the store was purged. When it opens, this page shows it by itself.
        <a href="/">All stores</a>
      </p>`;
  }
}

function crumb(name: string): TemplateResult {
  return html`<nav class="crumb" aria-label="Where this is">
    <a href="/">Stores</a>${icon('right', true)}<span><bdi>${name}</bdi></span>
  </nav>`;
}

function callout(
  waits: Waits | undefined,
  { phase, stage }: StoreDetail,
  now: number,
): TemplateResult | typeof nothing {
  if (waits === undefined) return nothing;
  const { tone, title, why, advice, since, figure, urgent } = waits;
  return html`<section
    class="call ${tone} spaced"
    role=${urgent ? 'alert' : nothing}
    aria-label=${urgent ? nothing : 'What it waits for'}
  >
    ${tone === 'degr' && phase !== 'Degraded' ? icon('warning') : phaseGlyph(phase, stage)}
    <div>
      <h2>${title}</h2>
      ${why === '' ? nothing : html`<p>${why}</p>`} ${advice.map((text) => html`<p class="q">${inCode(text)}</p>`)}
    </div>
    ${
      since === undefined
        ? html`<div class="side"></div>`
        : html`<div class="side"><b aria-live="off">${elapsed(now - Date.parse(since))}</b><span>${figure}</span></div>`
    }
  </section>`;
}

/** What stands between backticks is for a terminal. */
function inCode(text: string): (TemplateResult | string)[] {
  return text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part));
}

function tabs({ objects, pods, history, stages }: StoreDetail): TemplateResult {
  const tab = (id: string, word: string, count?: number): TemplateResult =>
    html`<a href="#${id}">${word} ${count === undefined ? nothing : html`<span class="n">${count}</span>`}</a>`;
  return html`<nav class="tabs" aria-label="Parts of this page">
    ${stages.length === 0 ? nothing : tab('stages', 'Stages')} ${tab('objects', 'Objects', objects.length)}
    ${tab('pods', 'Pods', pods.length)} ${tab('events', 'Events')} ${tab('logs', 'Logs')}
    ${history.length === 0 ? nothing : tab('history', 'Revisions', history.length)}
  </nav>`;
}

customElements.define('u-store-page', StorePage);
