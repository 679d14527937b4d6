import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../parts/icon.ts';
import type { FieldValue } from './file-text.ts';
import type { FormField } from './form-fields.ts';

export interface ControlView {
  readonly field: FormField;
  /** As the file has it; undefined when it does not say. */
  readonly value: unknown;
  /** What is wrong with it; empty: nothing. */
  readonly problem: string;
  /** It cannot be changed here: why. */
  readonly fixed?: string | undefined;
  readonly change: (value: FieldValue) => void;
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(textOf) : []);

/** One field of the form: its label, its control, and below it what it means or what is wrong with it. */
export function formControl(view: ControlView): TemplateResult {
  const { field, problem, fixed } = view;
  const note = fixed ?? field.hint;
  const below = html`<p class="hint ${problem === '' ? '' : 'err'}" id="${field.id}-hint">
    ${problem === '' ? note : html`${icon('wrong')}<span>${problem}</span>`}
  </p>`;
  if (field.kind === 'choice' || field.kind === 'words') return group(view, below);
  if (field.kind === 'flag') return flag(view, below);
  return html`<div class="field">
    <label for=${field.id}>${field.label}</label>
    ${text(view)} ${below}
  </div>`;
}

function text({ field, value, problem, fixed, change }: ControlView): TemplateResult {
  const isList = field.kind === 'list';
  const shown = isList ? listOf(value).join(', ') : textOf(value);
  const take = (typed: string): void => {
    const items = typed.split(/[\s,]+/).filter(Boolean);
    if (isList) change(items);
    else change(typed === '' && !field.required ? undefined : typed);
  };
  return html`<div class="in l ${problem === '' ? '' : 'bad'}">
    <input
      id=${field.id}
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      placeholder=${field.default}
      ?readonly=${fixed !== undefined}
      aria-invalid=${problem === '' ? nothing : 'true'}
      aria-describedby="${field.id}-hint"
      .value=${shown}
      @change=${(event: Event) => take((event.target as HTMLInputElement).value.trim())}
    />
  </div>`;
}

function group(view: ControlView, below: TemplateResult): TemplateResult {
  const { field, value, change, fixed } = view;
  const isOne = field.kind === 'choice';
  const chosen = isOne ? [textOf(value) || field.default] : listOf(value);
  const choose = (option: string, on: boolean): void => {
    if (isOne) change(option);
    else change(field.options.filter((one) => (one === option ? on : chosen.includes(one))));
  };
  return html`<fieldset class="field" ?disabled=${fixed !== undefined} aria-describedby="${field.id}-hint">
    <legend>${field.label}</legend>
    <div class="pick">
      ${field.options.map(
        (option) =>
          html`<label
            ><input
              type=${isOne ? 'radio' : 'checkbox'}
              name=${field.id}
              value=${option}
              .checked=${chosen.includes(option)}
              @change=${(event: Event) => choose(option, (event.target as HTMLInputElement).checked)}
            /><span>${option}</span></label
          >`,
      )}
    </div>
    ${below}
  </fieldset>`;
}

function flag({ field, value, change }: ControlView, below: TemplateResult): TemplateResult {
  return html`<div class="field">
    <label class="flag"
      ><input
        type="checkbox"
        id=${field.id}
        aria-describedby="${field.id}-hint"
        .checked=${value === true}
        @change=${(event: Event) => change((event.target as HTMLInputElement).checked ? true : undefined)}
      />${field.label}</label
    >
    ${below}
  </div>`;
}
