import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { StoreDetail } from '../../server/api/store-detail.ts';
import { choice } from '../parts/choice.ts';
import { icon } from '../parts/icon.ts';
import { LogReader, logPath, type LogWish } from './log-reader.ts';
import { logView, type LogView } from './log-view.ts';

/** How far back, by what the choice says; the last lines by default. */
const spans: Readonly<Record<string, number>> = { '5 minutes': 300, '1 hour': 3_600, '1 day': 86_400 };
/** Closer to the end than this, px, the end is followed. */
const nearEnd = 24;

/** The logs of a store's containers; `detail` is the store. Nothing is read before somebody asks for it. */
export class LogsCard extends LitElement {
  static override readonly properties = { detail: { attribute: false } };
  declare detail: StoreDetail;
  #reader: LogReader | undefined;
  /** `pod/container`; empty: the first. */
  #source = '';
  #span = '';
  #search = '';
  #wraps = false;
  /** What stood there when new lines were held. */
  #held: LogReader['buffer']['lines'] | undefined;
  /** Somebody has scrolled up: what is read does not move. */
  #isLookedThrough = false;

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  /** Begins to read, and follows. */
  read(): void {
    this.#stop();
    const wish = this.#wish();
    if (wish !== undefined) this.#reader = new LogReader(wish, () => this.requestUpdate());
    this.requestUpdate();
    this.scrollIntoView({ block: 'nearest' });
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('detail');
    if (before !== undefined && before.name !== this.detail.name) {
      this.#source = '';
      this.#stop();
    }
  }

  override render(): TemplateResult {
    const { pods } = this.detail;
    const isRead = this.#reader !== undefined;
    return html`<section class="sheet card bleed" id="logs" aria-labelledby="logs-title">
      <header>
        <h2 id="logs-title">Logs</h2>
        ${pods.length === 0 ? nothing : this.#choices(isRead)}
      </header>
      ${pods.length === 0 ? html`<p class="pad q">No pod runs, so there is nothing to read.</p>` : nothing}
      ${this.#reader === undefined ? nothing : logView(this.#view(this.#reader))}
    </section>`;
  }

  protected override updated(): void {
    const lines = this.querySelector('.logs');
    if (lines !== null && this.#held === undefined && !this.#isLookedThrough) lines.scrollTop = lines.scrollHeight;
  }

  #sources(): string[] {
    return this.detail.pods.flatMap(({ name, containers }) => containers.map((container) => `${name}/${container}`));
  }

  #wish(): LogWish | undefined {
    const sources = this.#sources();
    const source = sources.includes(this.#source) ? this.#source : this.#first(sources);
    const [pod, container] = source?.split('/') ?? [];
    if (pod === undefined || container === undefined) return undefined;
    return { store: this.detail.name, pod, container, seconds: spans[this.#span] ?? 0 };
  }

  /** What fails, else the shop itself. */
  #first(sources: readonly string[]): string | undefined {
    const { pods } = this.detail;
    const pod = pods.find(({ status }) => status === 'Failed') ?? pods.find(({ component }) => component === 'web');
    return sources.find((source) => source.startsWith(`${pod?.name}/`)) ?? sources[0];
  }

  #choices(isRead: boolean): TemplateResult {
    const wish = this.#wish();
    const source = choice({
      label: 'Of',
      value: wish === undefined ? '' : `${wish.pod}/${wish.container}`,
      options: this.#sources(),
      isRequired: true,
      choose: (value) => {
        this.#source = value;
        if (isRead) this.read();
        else this.requestUpdate();
      },
    });
    if (!isRead)
      return html`${source}<button class="b s" @click=${() => this.read()}>Read the log <kbd>l</kbd></button>`;
    const span = choice({
      label: 'Last',
      value: this.#span,
      any: 'lines',
      options: Object.keys(spans),
      choose: (value) => {
        this.#span = value;
        this.read();
      },
    });
    return html`${source}${span}${this.#find()}${this.#buttons(wish)}`;
  }

  #find(): TemplateResult {
    return html`<label class="in find">
      ${icon('search', true)}
      <input
        type="search"
        placeholder="Find in log"
        aria-label="Show only lines with"
        .value=${this.#search}
        @input=${(event: Event) => {
          this.#search = (event.target as HTMLInputElement).value;
          this.requestUpdate();
        }}
      />
    </label>`;
  }

  #buttons(wish: LogWish | undefined): TemplateResult {
    const isHeld = this.#held !== undefined;
    const file = wish === undefined ? '' : `${wish.store}-${wish.pod}-${wish.container}.log`;
    return html`<button class="b s" aria-pressed=${this.#wraps} @click=${this.#wrap}>Wrap</button>
      <button class="b s" aria-pressed=${isHeld} @click=${this.#hold}>
        ${icon(isHeld ? 'play' : 'pause', true)}${isHeld ? 'Go on' : 'Pause'}
      </button>
      ${
        wish === undefined
          ? nothing
          : html`<a
              class="b t s ic"
              href="/api/v1${logPath(wish, { tail: '10000' })}"
              download=${file}
              aria-label="Save the log as a file"
              title="Save the log as a file"
              >${icon('save', true)}</a
            >`
      }`;
  }

  #view(reader: LogReader): LogView {
    return {
      reader,
      held: this.#held,
      search: this.#search,
      wraps: this.#wraps,
      isPart: this.#span !== '',
      onScroll: this.#scroll,
    };
  }

  readonly #wrap = (): void => {
    this.#wraps = !this.#wraps;
    this.requestUpdate();
  };

  readonly #hold = (): void => {
    this.#held = this.#held === undefined ? [...(this.#reader?.buffer.lines ?? [])] : undefined;
    this.requestUpdate();
  };

  readonly #scroll = ({ target }: Event): void => {
    const { scrollTop, scrollHeight, clientHeight } = target as HTMLElement;
    this.#isLookedThrough = scrollHeight - clientHeight - scrollTop > nearEnd;
  };

  #stop(): void {
    this.#reader?.stop();
    this.#reader = undefined;
    this.#held = undefined;
    this.#isLookedThrough = false;
  }
}

customElements.define('u-logs-card', LogsCard);
