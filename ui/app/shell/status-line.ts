import { html, type TemplateResult } from 'lit';
import type { LiveConnection } from '../live/live-connection.ts';
import { icon } from '../parts/icon.ts';
import { totalOf } from '../words/headlines.ts';
import { clock, elapsed } from '../words/time-words.ts';
import { plural } from '../words/plural.ts';

function word({ status, held, freshness }: LiveConnection): string {
  if (status === 'lost') return 'Not connected';
  if (status === 'waiting') return 'Connecting';
  if (held) return 'Held';
  return freshness?.current === false ? 'Cluster away' : 'Live';
}

function ageText({ status, lostAt, changedAt, freshness }: LiveConnection, now: number): string {
  if (status === 'lost') return `as of ${clock(lostAt)}, ${elapsed(now - lostAt)} old`;
  if (freshness?.current === false) return `as of ${clock(freshness.since)}`;
  return changedAt === 0 ? 'no change yet' : `last change ${elapsed(now - changedAt)} ago`;
}

function revisionText({ fleets }: LiveConnection): TemplateResult | string {
  const [fleet] = fleets ?? [];
  if (fleet?.head === undefined) return '';
  const step = fleet.applied === fleet.head ? 'in step with the cluster' : 'the cluster follows';
  return html`${fleet.branch} at <code>${fleet.head.slice(0, 7)}</code>, ${step}`;
}

/** The line at the bottom of every page: is this live, how old is it, does the cluster match Git. */
export function statusLine(live: LiveConnection, said: string): TemplateResult {
  const now = Date.now();
  const isOff = live.status === 'lost' || live.held || live.freshness?.current === false;
  const { counts, fleets } = live;
  return html`<footer class="status ${isOff ? 'off' : ''}">
    <span class="live">${icon(isOff ? 'lost' : 'live', true)}${word(live)}</span>
    <span>${ageText(live, now)}</span>
    <span class="hide-s sep" aria-hidden="true">|</span>
    <span class="hide-s">${revisionText(live)}</span>
    <span class="hide-s sep hide-t" aria-hidden="true">|</span>
    <span class="hide-s hide-t"
      >${[fleets?.[0]?.name, counts && plural(totalOf(counts), 'store')].filter(Boolean).join(', ')}</span
    >
    <span class="grow hide-s"></span>
    ${
      live.status === 'lost'
        ? html`<span class="hide-s">next try in ${elapsed(live.retryAt - now)}</span>`
        : html`<span class="hide-s row tight"><kbd>?</kbd> keys</span>`
    }
    <span class="sr" role="status">${said}</span>
  </footer>`;
}
