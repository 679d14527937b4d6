import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../parts/icon.ts';
import { plural } from '../words/plural.ts';

export interface ActionView {
  /** Problems of the file. */
  readonly problems: number;
  /** The file says what it said before. */
  readonly isSame: boolean;
  /** It can be sent now. */
  readonly isReady: boolean;
  /** Where one goes without sending. */
  readonly leave: string;
  readonly send: () => void;
}

/** The bar that stays in view: what is in the way, and the one button. */
export function actionBar({ problems, isSame, isReady, leave, send }: ActionView): TemplateResult {
  const same = isSame ? 'Nothing is changed yet' : '';
  const says = problems === 0 ? same : `${plural(problems, 'problem')} to solve`;
  return html`<div class="stick">
    <span class="grow ${problems > 0 ? 'bad-word' : 'q'}" role="status">${says}</span>
    <a class="b t l" href=${leave}>Leave it</a>
    <button class="b p l" aria-disabled=${isReady ? nothing : 'true'} @click=${send}>
      ${icon('pulls')}Open pull request
    </button>
  </div>`;
}
