import { html, type TemplateResult } from 'lit';
import type { StoreDetail } from '../../server/api/store-detail.ts';
import { longDay } from '../words/time-words.ts';
import { ActPage } from './act-page.ts';

/** The page that reopens a closed store. `name` and `verb` come from the address. */
export class ReopenPage extends ActPage {
  protected override readonly word = 'Reopen';

  protected override content({ closedAt, phase, purgeAt, file = 'its file' }: StoreDetail): TemplateResult {
    if (closedAt === undefined) return this.head('It is not closed.');
    if (phase === 'Purging') return this.head('Its data is being deleted. Afterwards a new store can have the name.');
    const until = purgeAt === undefined ? '' : ` Its data is here until ${longDay(purgeAt)}.`;
    const says = html`A pull request brings <code>${file}</code> back. Nothing runs before it is merged.`;
    return html`${this.head(`Its file comes back as it was when it was last applied, and the shop opens with all it had.${until}`)}
    ${this.confirmation(this.question(says, 'Open pull request to reopen', 'Leave it closed'))}`;
  }

  protected override proposal(): Promise<void> {
    return this.propose();
  }
}

customElements.define('u-reopen-page', ReopenPage);
