import { html, nothing, type TemplateResult } from 'lit';
import { icon } from './icon.ts';

/** A word or a number that somebody types so that no click by mistake does what cannot be undone. */
export interface TypedField {
  readonly id: string;
  readonly label: TemplateResult;
  readonly text: string;
  readonly hint: string;
  /** What is said in the hint's place; undefined: nothing is wrong. */
  readonly wrong: string | undefined;
  readonly isShort?: boolean;
  readonly isNumber?: boolean;
  readonly take: (text: string) => void;
}

/** The field, with its label and what is to be said below it. */
export function typedField(field: TypedField): TemplateResult {
  const { id, label, text, hint, wrong, isShort = false, isNumber = false, take } = field;
  return html`<div class="field ${isShort ? 'short' : ''}">
    <label for=${id}>${label}</label>
    <div class="in l ${wrong === undefined ? '' : 'bad'}">
      <input
        id=${id}
        inputmode=${isNumber ? 'numeric' : nothing}
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        aria-invalid=${wrong === undefined ? nothing : 'true'}
        aria-describedby="${id}-hint"
        .value=${text}
        @input=${(event: InputEvent) => take((event.target as HTMLInputElement).value)}
      />
    </div>
    <p class="hint ${wrong === undefined ? '' : 'err'}" id="${id}-hint">
      ${wrong === undefined ? hint : html`${icon('wrong')}${wrong}`}
    </p>
  </div>`;
}
