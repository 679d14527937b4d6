import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../parts/icon.ts';
import { ReadError } from '../read/read-error.ts';

/** A write that was refused: why, in the words of whoever refused it, and that nothing was changed. */
export function refusedCallout(error: unknown, title: string): TemplateResult {
  const issues = error instanceof ReadError ? error.issues : [];
  const again = error instanceof ReadError && error.status === 401;
  const page = encodeURIComponent(location.pathname + location.search);
  return html`<section class="call fail spaced" role="alert">
    ${icon('warning')}
    <div>
      <h2>${title}</h2>
      <p>${error instanceof Error ? error.message : String(error)}</p>
      ${
        issues.length === 0
          ? nothing
          : html`<ul class="issues">
              ${issues.map(({ path, message }) => html`<li>${path === '' ? nothing : html`<code>${path}</code> `}${message}</li>`)}
            </ul>`
      }
    </div>
    ${again ? html`<div class="row side-do"><a class="b" href="/sign-in?page=${page}">Sign in</a></div>` : html`<div></div>`}
  </section>`;
}
