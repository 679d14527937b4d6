import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { clock, exact } from '../words/time-words.ts';
import type { LogLine } from './log-line.ts';

const words = { error: 'ERROR', warning: 'WARN', none: '' } as const;
const classes = { error: 'e', warning: 'w', none: '' } as const;

/** The lines that have a text in them, however it is written. */
export function matching(lines: readonly LogLine[], search: string): readonly LogLine[] {
  if (search === '') return lines;
  const wanted = search.toLowerCase();
  return lines.filter(({ text }) => text.toLowerCase().includes(wanted));
}

/** A text with what was searched for marked; once a line is enough to see it. */
function marked(text: string, search: string): TemplateResult | string {
  const at = search === '' ? -1 : text.toLowerCase().indexOf(search.toLowerCase());
  if (at < 0) return text;
  const end = at + search.length;
  return html`${text.slice(0, at)}<mark>${text.slice(at, end)}</mark>${text.slice(end)}`;
}

/** Lines as rows: time, level, text. */
export function logRows(lines: readonly LogLine[], search: string): unknown {
  const row = ({ at, level, text }: LogLine): TemplateResult =>
    html`<span class=${classes[level]}
      ><span title=${at === '' ? '' : exact(at)}>${at === '' ? '' : `${clock(at)}${at.slice(19, 23)}`}</span
      ><span class="lv">${words[level]}</span><span>${marked(text, search)}</span></span
    >`;
  return repeat(lines, ({ id }) => id, row);
}
