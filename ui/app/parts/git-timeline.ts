import { html, nothing, type TemplateResult } from 'lit';
import type { PullRef } from '../../server/api/git-view.ts';
import type { StoreDetail } from '../../server/api/store-detail.ts';
import { clock, elapsed, exact, took } from '../words/time-words.ts';
import { gitSteps, type GitStep } from './git-steps.ts';
import { icon } from './icon.ts';
import { setVars } from './set-vars.ts';

function step({ title, at, took: ms, x, w, url }: GitStep): TemplateResult {
  const words =
    url === undefined
      ? html`<span class="cut" title=${title}>${title}</span>`
      : html`<a class="cut" href=${url} title=${title}>${title}</a>`;
  return html`<li class="ready">
    <span class="st">${icon('check', true)}${words}</span>
    <span class="bar-t"><i ${setVars({ x, w })}></i></span>
    <span class="du">${ms === undefined ? '' : took(ms)}</span>
    <span class="at"><time datetime=${at} title=${exact(at)}>${clock(at)}</time></span>
  </li>`;
}

/** The half of a rollout that is in Git: from the pull request to its merge, and until the cluster saw it. A review takes minutes and a namespace seconds, so this has a scale of its own. */
export function gitTimeline(pull: PullRef | undefined, detail: StoreDetail): TemplateResult | typeof nothing {
  const steps = pull === undefined ? [] : gitSteps(pull, detail.startedAt);
  const merged = steps.find(({ title }) => title.startsWith('Merged'));
  if (pull === undefined || merged === undefined) return nothing;
  const review = Date.parse(merged.at) - Date.parse(pull.openedAt);
  return html`<div class="part">
      <b>In Git</b><span>${elapsed(review)} from request to merge</span><span>took</span><span>at</span>
    </div>
    <ol>
      ${steps.map(step)}
    </ol>`;
}
