import { html, type TemplateResult } from 'lit';
import type { StoreDetail } from '../../server/api/store-detail.ts';
import { momentsSheet, requestMoment, type Moment } from '../parts/moments.ts';
import { phaseGlyph } from '../parts/phase-glyph.ts';
import { ActPage } from './act-page.ts';

/** The page that suspends a store, or resumes it. `name` and `verb` come from the address. */
export class SuspendPage extends ActPage {
  protected override get word(): string {
    return this.verb === 'suspend' ? 'Suspend' : 'Resume';
  }

  protected override content({ closedAt, suspended, file = 'its file' }: StoreDetail): TemplateResult {
    if (closedAt !== undefined) return this.head('It is closed: reopen it first.');
    const isSuspending = this.verb === 'suspend';
    if (suspended === isSuspending) return this.head(suspended ? 'It is suspended already.' : 'It is not suspended.');
    const { sentence, moments, button, leave } = isSuspending ? suspending : resuming;
    const says = html`A pull request sets <code>suspended: ${String(isSuspending)}</code> in <code>${file}</code> and
      changes nothing else of it.`;
    return html`${this.head(sentence)} ${momentsSheet(moments)} ${this.confirmation(this.question(says, button, leave))}`;
  }

  protected override proposal(): Promise<void> {
    return this.propose({ suspended: this.verb === 'suspend' }, 'suspend');
  }
}

interface Words {
  readonly sentence: string;
  readonly moments: readonly Moment[];
  readonly button: string;
  readonly leave: string;
}

const suspending: Words = {
  sentence:
    'The shop stops answering and its pods stop. Its data, passwords and address stay, for as long as you like.',
  moments: [
    requestMoment,
    {
      tone: 'susp',
      sign: phaseGlyph('Suspended'),
      title: 'On merge',
      text: 'Customers see no shop, and no pod runs. Volumes stay, and still count against the limits.',
      undo: 'Undo: resume it, all data there',
    },
  ],
  button: 'Open pull request to suspend',
  leave: 'Keep it running',
};

const resuming: Words = {
  sentence: 'The shop starts with all it had: database first, then the application, then the address.',
  moments: [
    requestMoment,
    {
      tone: 'ready',
      sign: phaseGlyph('Ready'),
      title: 'On merge',
      text: 'Its pods start, and the shop answers customers again.',
      undo: 'Undo: suspend it again',
    },
  ],
  button: 'Open pull request to resume',
  leave: 'Leave it suspended',
};

customElements.define('u-suspend-page', SuspendPage);
