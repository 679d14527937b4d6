import { html, nothing, type TemplateResult } from 'lit';
import type { PullView } from '../../server/api/pull-view.ts';
import { icon } from './icon.ts';

/** Pull requests whose closings wait for somebody to approve them; each leads to where that is done. */
export function approvalsCallout(open: readonly PullView[]): TemplateResult | typeof nothing {
  const waiting = open.filter(({ stands }) => stands === 'approval');
  if (waiting.length === 0) return nothing;
  const title =
    waiting.length === 1
      ? 'A pull request waits for an approval'
      : `${waiting.length} pull requests wait for an approval`;
  return html`<section class="call degr spaced" aria-label="Pull requests that wait for an approval">
    ${icon('hand')}
    <div>
      <h2>${title}</h2>
      <p>Merging closes more stores than this fleet closes unasked.</p>
      <ul>
        ${waiting.map(
          ({ number, title: name }) =>
            html`<li>
              <a href="/pulls/${number}">#${number} <bdi>${name}</bdi></a>
            </li>`,
        )}
      </ul>
    </div>
    <div></div>
  </section>`;
}
