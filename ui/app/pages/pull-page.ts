import { html, nothing, type TemplateResult } from 'lit';
import type { PullDetail, PullView } from '../../server/api/pull-view.ts';
import type { LiveConnection } from '../live/live-connection.ts';
import { LiveElement } from '../live/live-element.ts';
import { troubleCallout } from '../parts/blank.ts';
import { heldCallout } from '../parts/fleet-parts.ts';
import { forgeNote } from '../parts/git-card.ts';
import { icon } from '../parts/icon.ts';
import { planReport } from '../parts/plan-report.ts';
import { terminalCard, type TerminalLine } from '../parts/terminal-card.ts';
import { KeptRead } from '../read/kept-read.ts';
import { pullWords } from '../words/pull-words.ts';
import { age, exact } from '../words/time-words.ts';
import '../write/merge-card.ts';

/** The page of one pull request: what it would do; `number` is its number. */
export class PullPage extends LiveElement {
  static override readonly properties = { number: { type: Number } };
  declare number: number;
  /** The pull request that was open when this page showed it. */
  #seenOpen: number | undefined;
  readonly #read = new KeptRead<PullDetail>(this, {
    path: () => `/pulls/${this.number}`,
    again: ({ pull }) => (pull.endedAt === undefined ? 5_000 : Infinity),
  });

  protected override listen(live: LiveConnection): (() => void)[] {
    live.follow({});
    return [live.on('fleets', () => void this.#read.ask())];
  }

  override render(): TemplateResult {
    document.title = `#${this.number} · Urumi`;
    const { value, error } = this.#read;
    if (value !== undefined) return this.#pull(value);
    return html`${crumb(this.number)}
      <div class="head"><h1>Pull request #${this.number}</h1></div>
      ${error === undefined ? html`<p class="q late" aria-busy="true">Reading it.</p>` : troubleCallout(error, () => void this.#read.ask())}`;
  }

  #pull(detail: PullDetail): TemplateResult {
    const { pull, forge, plan } = detail;
    const { text, tone, icon: sign } = pullWords(pull);
    return html`${crumb(pull.number)}
      <div class="head">
        <div class="title">
          <h1><bdi>${pull.title}</bdi></h1>
          <span class="ph box ${tone}">${icon(sign, true)}${text}</span>
        </div>
        <div class="acts">
          <a class="b" href=${pull.url} target="_blank" rel="noreferrer">${icon('external')}Open on the forge</a>
        </div>
      </div>
      ${forgeNote(forge)} ${this.#held(pull)}
      <div class="rec">
        <div>
          ${plan === undefined ? html`<p class="q">Nobody has said yet what it would do.</p>` : planReport(plan)}
        </div>
        <div>${this.#merging(pull)} ${facts(detail, this.now)} ${files(detail)} ${terminalCard(linesOf(detail))}</div>
      </div>`;
  }

  /** Whoever sees it open is told that it is merged where they look: at the button. */
  #merging(pull: PullView): TemplateResult | typeof nothing {
    if (pull.endedAt === undefined) this.#seenOpen = pull.number;
    const isShown = pull.endedAt === undefined || (pull.stands === 'merged' && this.#seenOpen === pull.number);
    return isShown ? html`<u-merge-card .pull=${pull} @merged=${() => void this.#read.ask()}></u-merge-card>` : nothing;
  }

  /** A merge whose closings wait: what to do about it. */
  #held({ mergeCommit }: PullView): TemplateResult | typeof nothing {
    const fleet = this.live.fleets?.find(({ pending }) => pending !== undefined && pending.revision === mergeCommit);
    return fleet === undefined ? nothing : heldCallout(fleet);
  }
}

function crumb(number: number): TemplateResult {
  return html`<nav class="crumb" aria-label="Where this is">
    <a href="/pulls">Pull requests</a>${icon('right', true)}<span>#${number}</span>
  </nav>`;
}

function moment(name: string, time: string | undefined, now: number): TemplateResult | typeof nothing {
  if (time === undefined) return nothing;
  return html`<dt>${name}</dt>
    <dd><time datetime=${time} title=${exact(time)}>${age(now - Date.parse(time))} ago</time></dd>`;
}

function facts({ pull }: PullDetail, now: number): TemplateResult {
  const { author, branch, isFork, head, openedAt, endedAt, stands } = pull;
  return html`<section class="sheet card" aria-label="Facts">
    <div class="pad">
      <dl class="kv">
        <dt>From</dt>
        <dd><bdi>${author}</bdi></dd>
        <dt>Branch</dt>
        <dd><code class="wraps">${branch}</code>${isFork ? html` <span class="chip">fork</span>` : nothing}</dd>
        <dt>Commit</dt>
        <dd><code title=${head}>${head.slice(0, 7)}</code></dd>
        ${moment('Opened', openedAt, now)} ${moment(stands === 'merged' ? 'Merged' : 'Withdrawn', endedAt, now)}
      </dl>
    </div>
  </section>`;
}

const signs: Readonly<Record<string, string>> = { added: '+', removed: '−', modified: '~', renamed: '→' };

function files({ files: list, complete }: PullDetail): TemplateResult {
  return html`<section class="sheet card" aria-labelledby="files-title">
    <header>
      ${icon('file')}
      <h2 id="files-title">Files</h2>
      <span class="note q">${list.length}${complete ? '' : ' and more'}</span>
    </header>
    <ul class="list">
      ${list.map(
        ({ path, change, previousPath }) =>
          html`<li title=${previousPath === undefined ? change : `${change} from ${previousPath}`}>
            <span class="q sign-of" aria-hidden="true">${signs[change] ?? '~'}</span>
            <span class="mono small cut grow"><bdi>${path}</bdi></span
            ><span class="qq">${change}</span>
          </li>`,
      )}
    </ul>
  </section>`;
}

function linesOf({ commands }: PullDetail): TerminalLine[] {
  return commands.map((text) => ({ text, purpose: 'See its changes in a clone' }));
}

customElements.define('u-pull-page', PullPage);
