import { html, nothing, type TemplateResult } from 'lit';
import type { CommitView, ForgeState, StoreGit } from '../../server/api/git-view.ts';
import { age, clock, exact } from '../words/time-words.ts';
import { yamlParts } from '../words/yaml-line.ts';
import { icon } from './icon.ts';

const classes = { key: 'k', value: 'v', number: 'nn', comment: 'c', plain: '' } as const;

function line(text: string): TemplateResult {
  return html`<span
    >${yamlParts(text).map(({ text: part, kind }) => (kind === 'plain' ? part : html`<i class=${classes[kind]}>${part}</i>`))}</span
  >`;
}

/** That what stands here of the forge is old, and since when; nothing while it is current. */
export function forgeNote({ configured, current, since, says }: ForgeState): TemplateResult | typeof nothing {
  if (current || !configured) return nothing;
  const when =
    since === undefined ? '' : html`, as of <time datetime=${since} title=${exact(since)}>${clock(since)}</time>`;
  return html`<p class="stale" role="status">
    ${icon('lost', true)}<span>What Git says may be old${when}: ${says}.</span>
  </p>`;
}

function commit({ sha, title, author, at, url, pull }: CommitView, isCurrent: boolean, now: number): TemplateResult {
  return html`<li>
    <a class="mono small" href=${url} target="_blank" rel="noreferrer" title=${`${sha} by ${author}`}
      >${sha.slice(0, 7)}</a
    >
    <span class="grow cut" title=${title}><bdi>${title}</bdi></span>
    ${pull === undefined ? nothing : html`<a class="nowrap q" href="/pulls/${pull}">#${pull}</a>`}
    <time class="qq nowrap" datetime=${at} title=${`${exact(at)}, by ${author}`}>${age(now - Date.parse(at))}</time>
    ${isCurrent ? html`<span class="chip ready">current</span>` : nothing}
  </li>`;
}

function text({ file, path = '' }: StoreGit): TemplateResult {
  if (file === undefined) return html`<p class="pad q">The file is not in this revision: it was removed.</p>`;
  const lines = file.text.replace(/\n$/, '').split('\n');
  return html`<pre class="code" tabindex="0" aria-label=${path}>${lines.map(line)}</pre>
    ${file.cut ? html`<p class="pad q">The file is longer than what is shown.</p>` : nothing}`;
}

function commitList({ commits, file }: StoreGit, now: number): TemplateResult | typeof nothing {
  if (commits.length === 0) return nothing;
  return html`<ul class="list commits" aria-label="Commits of this file">
    ${commits.map((one, at) => commit(one, at === 0 && file !== undefined, now))}
  </ul>`;
}

function card(title: string, revision: string | undefined, content: unknown): TemplateResult {
  const at =
    revision === undefined ? nothing : html`<span class="note q nowrap">at <code>${revision.slice(0, 7)}</code></span>`;
  return html`<section class="sheet card" id="file" aria-labelledby="file-title">
    <header>
      ${icon('file')}
      <h2 id="file-title" class="cut">${title}</h2>
      ${at}
    </header>
    ${content}
  </section>`;
}

/**
 * A store's file as it is in Git, and the commits that made it so.
 *
 * @param error why nothing could be read
 */
export function gitCard(git: StoreGit | undefined, error: unknown, now: number): TemplateResult | typeof nothing {
  if (git?.path !== undefined)
    return card(git.path, git.revision, [forgeNote(git.forge), text(git), commitList(git, now)]);
  if (git !== undefined || !(error instanceof Error)) return nothing;
  return card('The file in Git', undefined, html`<p class="pad q">${error.message}</p>`);
}
