import { html, type TemplateResult } from 'lit';
import { icon } from '../parts/icon.ts';
import type { FileProblem } from './problem-view.ts';

export interface EditorView {
  /** Its path. */
  readonly title: string;
  readonly text: string;
  readonly problems: readonly FileProblem[];
  readonly take: (text: string) => void;
}

/** Puts the caret where a problem is. */
function goTo(event: Event, text: string, { line, column }: FileProblem): void {
  const area = (event.target as Element).closest('.ed')?.querySelector('textarea');
  if (!area) return;
  const above = text.split('\n').slice(0, line - 1);
  const at = above.reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
  area.focus();
  area.setSelectionRange(at, at);
}

/** The file itself, with what is wrong with it below, each with its place. */
export function fileEditor({ title, text, problems, take }: EditorView): TemplateResult {
  const rows = Math.min(34, Math.max(16, text.split('\n').length + 1));
  return html`<section class="sheet card ed" aria-labelledby="file-title">
    <header>
      ${icon('file')}
      <h2 id="file-title">${title}</h2>
    </header>
    <textarea
      class="code-area"
      aria-labelledby="file-title"
      aria-describedby="file-problems"
      spellcheck="false"
      autocapitalize="off"
      rows=${rows}
      .value=${text}
      @input=${(event: InputEvent) => take((event.target as HTMLTextAreaElement).value)}
    ></textarea>
    <div class="foot" id="file-problems" role="status">
      ${
        problems.length === 0
          ? html`<span>Form and file are the same thing. Write in either.</span>`
          : html`<ul class="faults">
              ${problems.map(
                (problem) =>
                  html`<li>
                    <button class="b t s" title="Go there" @click=${(event: Event) => goTo(event, text, problem)}>
                      ${problem.line}:${problem.column}</button
                    ><span>${problem.message}</span>
                  </li>`,
              )}
            </ul>`
      }
    </div>
  </section>`;
}
