import { html, nothing, type TemplateResult } from 'lit';
import type { LogLine } from './log-line.ts';
import type { LogReader } from './log-reader.ts';
import { logRows, matching } from './log-rows.ts';
import { plural } from '../words/plural.ts';

/** How a log is shown. */
export interface LogView {
  readonly reader: LogReader;
  /** What stood there when new lines were held. */
  readonly held: readonly LogLine[] | undefined;
  readonly search: string;
  readonly wraps: boolean;
  /** Only a span of time was asked for. */
  readonly isPart: boolean;
  readonly onScroll: (event: Event) => void;
}

/** Why no line is there, or undefined while the first may be on its way. */
function emptyWords({ reader: { error, isOpen }, isPart }: LogView): string | undefined {
  if (error !== undefined) return error instanceof Error ? error.message : 'It could not be read.';
  return isOpen ? `It has logged nothing${isPart ? ' in this time' : ''}. New lines show up here.` : undefined;
}

function countWords(shown: number, all: number, { search, reader: { buffer } }: LogView): string {
  const count = search === '' ? plural(all, 'line') : `${shown} of ${all} lines`;
  return buffer.dropped === 0 ? count : `${count}, older ones are in the file`;
}

function stateWords({ held, reader: { error, isOpen, buffer } }: LogView): string {
  if (held !== undefined) {
    const later = buffer.lines.length + buffer.dropped - held.length;
    return later > 0 ? `paused, ${later} more since` : 'paused';
  }
  if (error !== undefined) return 'broken off, and tried again';
  return isOpen ? 'new lines come by themselves' : 'ended; asked again now and then';
}

/** The lines of a log that fit what is searched for, how many they are, and whether more come. */
export function logView(view: LogView): TemplateResult {
  const { reader, held, search, wraps, onScroll } = view;
  const all = held ?? reader.buffer.lines;
  if (all.length === 0) {
    const words = emptyWords(view);
    return html`<p class="pad q" aria-busy=${words === undefined ? 'true' : nothing}>
      ${words ?? 'Reading the log.'}
    </p>`;
  }
  const shown = matching(all, search);
  return html`<div
      class="logs ${wraps ? 'wrap' : ''}"
      tabindex="0"
      role="log"
      aria-live="off"
      aria-label="Log lines"
      @scroll=${onScroll}
    >
      ${logRows(shown, search)}
    </div>
    <div class="foot">
      <span>${countWords(shown.length, all.length, view)}</span><span class="grow"></span>
      <span class="q">${stateWords(view)}</span>
    </div>`;
}
