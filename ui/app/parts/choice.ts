import { html, nothing, type TemplateResult } from 'lit';
import { icon } from './icon.ts';

export interface ChoiceOptions {
  readonly label: string;
  /** Empty: any. */
  readonly value: string;
  readonly options: readonly string[];
  /** What the option of none is called. @default Any */
  readonly any?: string;
  /** There is no option of none. @default false */
  readonly isRequired?: boolean;
  /** How an option is called. @default as it is */
  readonly name?: (option: string) => string;
  /** What choosing does, for readers. @default show only */
  readonly verb?: string;
  readonly choose: (value: string) => void;
}

/** A field that narrows a list to one value, or to none. The system draws the list of options. */
export function choice(options: ChoiceOptions): TemplateResult {
  const {
    label,
    value,
    any = 'Any',
    isRequired = false,
    name = (option) => option,
    verb = 'show only',
    choose,
  } = options;
  const option = (one: string): TemplateResult =>
    html`<option value=${one} ?selected=${one === value}>${name(one)}</option>`;
  return html`<label class="in sel">
    <span class="q">${label}</span>
    <select
      .value=${value}
      aria-label="${label}: ${verb}"
      @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}
    >
      ${isRequired ? nothing : html`<option value="" ?selected=${value === ''}>${any}</option>`}
      ${options.options.map(option)}
    </select>
    ${icon('down', true)}
  </label>`;
}
