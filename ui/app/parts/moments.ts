import { html, nothing, type SVGTemplateResult, type TemplateResult } from 'lit';
import { icon } from './icon.ts';

/** What happens at one time of a change. */
export interface Moment {
  /** Class of its colour. */
  readonly tone: 'info' | 'closing' | 'closed' | 'susp' | 'ready' | 'prov' | 'fail';
  readonly sign: TemplateResult | SVGTemplateResult;
  readonly title: string;
  /** The exact time, for a tooltip. */
  readonly exact?: string;
  readonly text: string;
  /** The way back. */
  readonly undo: string;
  /** There is no way back. */
  readonly isFinal?: boolean;
}

/** The first moment of every change. */
export const requestMoment: Moment = {
  tone: 'info',
  sign: icon('pulls'),
  title: 'Now',
  text: 'A pull request. Nothing changes.',
  undo: 'Undo: close the request',
};

/** What happens when, and until when it can be undone: two moments, or four. */
export function momentsSheet(moments: readonly Moment[]): TemplateResult {
  return html`<section class="sheet spaced" aria-label="What happens when">
    <ol class="when ${moments.length === 2 ? 'two-moments' : ''}">
      ${moments.map(
        ({ tone, sign, title, exact, text, undo, isFinal = false }) =>
          html`<li class=${tone}>
            ${sign}<b title=${exact ?? nothing}>${title}</b>
            <p>${text}</p>
            <span class=${isFinal ? 'bad-word' : ''}>${undo}</span>
          </li>`,
      )}
    </ol>
  </section>`;
}
