import { html, nothing, type TemplateResult } from 'lit';
import type { PullList, PullView } from '../../server/api/pull-view.ts';
import type { LiveConnection } from '../live/live-connection.ts';
import { troubleCallout } from '../parts/blank.ts';
import { forgeNote } from '../parts/git-card.ts';
import { icon } from '../parts/icon.ts';
import { KeptRead } from '../read/kept-read.ts';
import { SessionElement } from '../session/session-element.ts';
import { pullsOf, pullTabIn, pullTabs, pullTabWords, type PullTab } from '../words/pull-tabs.ts';
import { changeWords, pullsHeadline, pullWords } from '../words/pull-words.ts';
import { age, exact } from '../words/time-words.ts';

/** The page of pull requests: every change to a store starts here. */
export class PullsPage extends SessionElement {
  readonly #read = new KeptRead<PullList>(this, { path: () => '/pulls', again: () => 10_000 });

  override connectedCallback(): void {
    super.connectedCallback();
    document.title = 'Pull requests · Urumi';
    addEventListener('popstate', this.#addressed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('popstate', this.#addressed);
  }

  /** The part that is shown is in the address. */
  readonly #addressed = (): void => this.requestUpdate();

  protected override listen(live: LiveConnection): (() => void)[] {
    live.follow({});
    // A merge moves the head of the branch.
    return [live.on('fleets', () => void this.#read.ask())];
  }

  override render(): TemplateResult {
    const { value, error } = this.#read;
    if (value === undefined)
      return error === undefined
        ? html`<h1 class="sr">Pull requests</h1>`
        : html`<div class="head"><h1>Pull requests</h1></div>
            ${troubleCallout(error, () => void this.#read.ask())}`;
    const { forge, open, done } = value;
    if (!forge.configured) return unknownForge();
    return html`<div class="head base">
        <h1>${pullsHeadline(value)}</h1>
        <p class="ribbon">Every change to a store starts here.</p>
      </div>
      ${forgeNote(forge)} ${open.length + done.length === 0 ? nothing : this.#part(value)}`;
  }

  #part(list: PullList): TemplateResult {
    const login = this.session.view?.person?.login;
    const tab = pullTabIn(location.search);
    const part = pullsOf(list, tab, login);
    // Of those that are over only the last ones are known: their count would mean nothing.
    const count = (one: PullTab): TemplateResult | typeof nothing =>
      one === 'merged' || one === 'withdrawn'
        ? nothing
        : html`<span class="n">${pullsOf(list, one, login).open.length}</span>`;
    const shown = pullTabs.filter((one) => login !== undefined || (one !== 'mine' && one !== 'waits'));
    return html`<nav class="tabs" aria-label="Which pull requests">
        ${shown.map(
          (one) =>
            html`<a
              href=${one === 'open' ? '/pulls' : `/pulls?show=${one}`}
              aria-current=${one === tab ? 'page' : nothing}
              >${pullTabWords[one]} ${count(one)}</a
            >`,
        )}
      </nav>
      ${part.open.length + part.done.length === 0 ? html`<p class="none" role="status">None at the moment.</p>` : this.#table(part)}`;
  }

  #table({ open, done }: Pick<PullList, 'open' | 'done'>): TemplateResult {
    return html`<div class="sheet bleed">
      <div class="scroll-x" tabindex="0" role="region" aria-label="Pull requests">
        <table class="prs">
          <thead>
            <tr>
              <th scope="col">Request</th>
              <th scope="col" class="hide-t">Changes</th>
              <th scope="col">State</th>
              <th scope="col" class="hide-t">From</th>
              <th scope="col" class="num">Age</th>
            </tr>
          </thead>
          <tbody>
            ${open.map((pull) => row(pull, this.now))}
            ${
              done.length === 0
                ? nothing
                : html`<tr class="grp">
                    <td colspan="5"><b>Done</b><span>${done.length}</span></td>
                  </tr>`
            }
            ${done.map((pull) => row(pull, this.now))}
          </tbody>
        </table>
      </div>
    </div>`;
  }
}

function row(pull: PullView, now: number): TemplateResult {
  const { number, title, author, openedAt, endedAt, isFork } = pull;
  const { text, tone, icon: sign } = pullWords(pull);
  const time = endedAt ?? openedAt;
  return html`<tr class=${endedAt === undefined ? '' : 'over'}>
    <td>
      <a class="name" href="/pulls/${number}" title=${title}
        >${icon(pull.stands === 'merged' ? 'merged' : 'pulls')}<span class="q num">#${number}</span
        ><bdi class="cut">${title}</bdi></a
      >
    </td>
    <td class="q hide-t cut">${changeWords(pull)}</td>
    <td>
      <span class="ph ${tone}" title=${text}>${icon(sign, true)}<span class="cut">${text}</span></span>
    </td>
    <td class="q hide-t"><bdi>${author}</bdi>${isFork ? html` <span class="chip">fork</span>` : nothing}</td>
    <td class="num q nowrap"><time datetime=${time} title=${exact(time)}>${age(now - Date.parse(time))}</time></td>
  </tr>`;
}

function unknownForge(): TemplateResult {
  return html`<div class="head"><h1>No forge is configured</h1></div>
    <p class="q">
      This server was not told where pull requests live. <code>urumi ui --forge FILE</code> takes the same file as
      <code>urumi webhook</code>; rights to read are enough.
    </p>`;
}

customElements.define('u-pulls-page', PullsPage);
