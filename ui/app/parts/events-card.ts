import { Task, TaskStatus } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import type { StoreEvents } from '../../server/api/store-detail.ts';
import { LiveElement } from '../live/live-element.ts';
import type { LiveConnection } from '../live/live-connection.ts';
import { readApi } from '../read/read-api.ts';
import { clock, exact } from '../words/time-words.ts';
import { icon } from './icon.ts';

/** Events are read again after a change of the store, no more often than this, ms. */
const pause = 3_000;
const mostAtFirst = 6;

/** The Kubernetes Events about a store; `store` is its name. */
export class EventsCard extends LiveElement {
  static override readonly properties = { store: { type: String } };
  declare store: string;
  #all = false;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  readonly #events = new Task(this, {
    task: ([store], { signal }) => readApi<StoreEvents>(`/stores/${store}/events`, signal),
    args: () => [this.store] as const,
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
  }

  protected override listen(live: LiveConnection): (() => void)[] {
    return [live.on('store', () => this.#soon())];
  }

  override render(): TemplateResult {
    const { value, status } = this.#events;
    const items = value?.items ?? [];
    const failed = status === TaskStatus.ERROR ? this.#failure() : nothing;
    const none =
      value !== undefined && items.length === 0
        ? html`<p class="pad q">Nothing was told in the last hour.</p>`
        : nothing;
    return html`<section class="sheet card bleed" id="events" aria-labelledby="events-title">
      <header>
        <h2 id="events-title">Events</h2>
        ${
          items.length > mostAtFirst
            ? html`<button class="b t s" aria-expanded=${this.#all} @click=${this.#toggle}>
                ${this.#all ? 'Fewer' : `All ${items.length}`}
              </button>`
            : nothing
        }
      </header>
      ${failed}${none}
      <ul class="list">
        ${items.slice(0, this.#all ? undefined : mostAtFirst).map(entry)}
      </ul>
    </section>`;
  }

  readonly #toggle = (): void => {
    this.#all = !this.#all;
    this.requestUpdate();
  };

  #soon(): void {
    this.#waiting ??= setTimeout(() => {
      this.#waiting = undefined;
      void this.#events.run();
    }, pause);
  }

  #failure(): TemplateResult {
    const { error } = this.#events;
    return html`<p class="pad q">${error instanceof Error ? error.message : String(error)}</p>`;
  }
}

/** `PodScheduled` as words. */
function words(reason: string): string {
  const spaced = reason.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return spaced === '' ? '' : spaced[0]?.toUpperCase() + spaced.slice(1);
}

function entry({ at, type, reason, message, about }: StoreEvents['items'][number]): TemplateResult {
  const isWarning = type === 'Warning';
  return html`<li class="event">
    <time class="q nowrap when" datetime=${at} title=${at === '' ? '' : exact(at)}>${at === '' ? '' : clock(at)}</time>
    <span class="sign ${isWarning ? 'degr' : ''}">${icon(isWarning ? 'warning' : 'dot', true)}</span>
    <span class="grow"
      ><b>${words(reason)}</b> <span class="q">${message} <span class="qq">${about}</span></span></span
    >
  </li>`;
}

customElements.define('u-events-card', EventsCard);
