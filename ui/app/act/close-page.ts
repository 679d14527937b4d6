import { html, nothing, type TemplateResult } from 'lit';
import type { StoreDetail } from '../../server/api/store-detail.ts';
import { fatesTable } from '../parts/fates-table.ts';
import { icon } from '../parts/icon.ts';
import { momentsSheet, requestMoment, type Moment } from '../parts/moments.ts';
import { phaseGlyph } from '../parts/phase-glyph.ts';
import { typedField } from '../parts/typed-field.ts';
import { closingSentence, fatesOf, purgeDay, purgeIfMerged, spanOf } from '../words/close-words.ts';
import { ActPage } from './act-page.ts';

/** The page that closes a store. `name` and `verb` come from the address. */
export class ClosePage extends ActPage {
  protected override readonly word = 'Close';
  #typed = '';
  #wasAsked = false;

  protected override content(detail: StoreDetail): TemplateResult {
    if (detail.closedAt !== undefined)
      return html`${this.head('It is closed already.')}
        <p><a href="/stores/${this.name}/reopen">Reopen it</a></p>`;
    const purgeAt = purgeIfMerged(detail, this.now);
    return html`${this.head(closingSentence(detail))} ${momentsSheet(momentsOf(detail, purgeAt))}
    ${fatesTable(fatesOf(detail), purgeAt)}
    ${detail.deletion.protected ? protectedSheet() : this.confirmation(this.#typing())}`;
  }

  protected override async proposal(): Promise<void> {
    this.#wasAsked = true;
    this.requestUpdate();
    if (this.#fits) await this.propose();
    else this.querySelector<HTMLInputElement>('#confirm')?.focus();
  }

  get #fits(): boolean {
    return this.#typed === this.name;
  }

  #typing(): TemplateResult {
    const field = {
      id: 'confirm',
      label: html`Type <b>${this.name}</b> to go on`,
      text: this.#typed,
      hint: 'So that no click by mistake closes a shop.',
      wrong: this.#wasAsked && !this.#fits ? 'This is not its name yet.' : undefined,
      isShort: true,
      take: (text: string) => this.#type(text),
    };
    return html`<form class="form" @submit=${(event: Event) => void this.submit(event)}>
      ${typedField(field)}
      <div class="row wrap-row">
        <!-- Its words stay while it works: a narrower button would leave the second click of two to the link beside it. -->
        <button class="b dd l" aria-disabled=${this.#fits && !this.write.isSending ? nothing : 'true'}>
          Open pull request to close
        </button>
        <a class="b t l" href="/stores/${this.name}">Keep it open</a>
      </div>
    </form>`;
  }

  #type(text: string): void {
    this.#typed = text;
    this.requestUpdate();
  }
}

function protectedSheet(): TemplateResult {
  return html`<section class="sheet card" aria-label="Confirmation">
    <div class="pad confirm">
      <p>
        <b>This store is protected.</b> Its file says <code>deletion.protected: true</code>. Change that first, by a
        pull request of its own; then it can be closed.
      </p>
    </div>
  </section>`;
}

function momentsOf({ deletion }: StoreDetail, purgeAt: string | undefined): Moment[] {
  if (purgeAt === undefined) {
    const text = 'The shop stops, and all of its data is deleted.';
    const end = { tone: 'fail', sign: phaseGlyph('Closing'), title: 'On merge', text } as const;
    return [requestMoment, { ...end, undo: 'Cannot be undone', isFinal: true }];
  }
  const { short, exact } = purgeDay(purgeAt);
  return [
    requestMoment,
    {
      tone: 'closing',
      sign: phaseGlyph('Closing'),
      title: 'On merge',
      text: 'The shop stops answering. Nothing is deleted.',
      undo: 'Undo: reopen it',
    },
    {
      tone: 'closed',
      sign: phaseGlyph('Closed'),
      title: spanOf(deletion.retentionMs),
      text: 'Nothing runs. Volumes, passwords and the address are kept.',
      undo: 'Undo: reopen it, all data back',
    },
    {
      tone: 'fail',
      sign: icon('trash'),
      title: short,
      exact,
      text: 'Purge, if it were merged now. All data is deleted.',
      undo: 'Cannot be undone',
      isFinal: true,
    },
  ];
}

customElements.define('u-close-page', ClosePage);
