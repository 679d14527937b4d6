import { html, type TemplateResult } from 'lit';
import type { LiveConnection } from '../live/live-connection.ts';
import { clock, elapsed } from '../words/time-words.ts';
import { icon } from './icon.ts';

/**
 * Says that what is shown is old: because this page has lost the server, or the server the cluster.
 *
 * @param since ms since the epoch
 */
export function lostCallout(live: LiveConnection, since: number): TemplateResult {
  const own = live.status === 'lost';
  const ago = elapsed(Date.now() - since);
  return html`<section class="call degr spaced" role="alert">
    ${icon('lost')}
    <div>
      <h2>${own ? `Not connected since ${clock(since)}` : `The cluster does not answer since ${clock(since)}`}</h2>
      <p>
        You see the last known state, ${ago} old. The shops themselves are not affected. This page goes on by itself
        once the line is back.
      </p>
    </div>
    ${own ? html`<div class="row side-do"><button class="b" @click=${() => live.retry()}>${icon('retry')}Try now</button></div>` : html`<div></div>`}
  </section>`;
}
