import { html, nothing, type TemplateResult } from 'lit';
import type { Counts } from '../../server/api/store-list.ts';
import type { FleetView } from '../../server/api/fleet-view.ts';
import { icon, type IconName } from '../parts/icon.ts';
import { mark } from '../parts/phase-glyph.ts';
import { totalOf } from '../words/headlines.ts';
import type { SessionState } from '../session/session-state.ts';
import { account } from './account.ts';
import type { Route } from './route.ts';
import type { Theme } from './theme.ts';

export interface BarView {
  readonly route: Route;
  readonly counts: Counts | undefined;
  readonly fleets: readonly FleetView[] | undefined;
  readonly session: SessionState;
  readonly theme: Theme;
  readonly switchTheme: () => void;
  readonly help: () => void;
}

interface Entry {
  readonly href: string;
  readonly word: string;
  readonly icon: IconName;
  readonly pages: readonly Route['page'][];
  readonly count?: number | undefined;
}

function entriesOf(counts: Counts | undefined): Entry[] {
  const all = counts === undefined ? undefined : totalOf(counts);
  return [
    { href: '/', word: 'Stores', icon: 'store', pages: ['stores', 'store', 'act', 'rollback', 'edit'], count: all },
    { href: '/pulls', word: 'Pull requests', icon: 'pulls', pages: ['pulls', 'pull'] },
    { href: '/activity', word: 'Activity', icon: 'activity', pages: ['activity'] },
    { href: '/fleet', word: 'Fleet', icon: 'fleet', pages: ['fleet'] },
    { href: '/closed', word: 'Closed', icon: 'closed', pages: ['closed'], count: counts && (counts.Closed ?? 0) },
  ];
}

function link({ href, word, icon: name, pages, count }: Entry, route: Route): TemplateResult {
  return html`<a href=${href} aria-current=${pages.includes(route.page) ? 'page' : nothing}>
    ${icon(name)}<span>${word}</span>${count === undefined ? nothing : html`<span class="n">${count}</span>`}
  </a>`;
}

/** The name of a repository, as its address ends: `urumi/stores`. */
function repositoryName(url: string): string {
  const parts = url.replace(/\.git$/, '').split('/');
  return parts.slice(-2).join('/');
}

/** The bar on top of every page. */
export function topBar({ route, counts, fleets, session, theme, switchTheme, help }: BarView): TemplateResult {
  const [fleet] = fleets ?? [];
  const themeLabel = `Theme: ${theme === 'system' ? 'as the system' : theme}. Switch`;
  return html`<header class="bar">
    <a class="mark" href="/">${mark()}Urumi</a>
    ${
      fleet === undefined
        ? nothing
        : html`<span class="repo hide-t"
            >${icon('branch', true)}<span>${repositoryName(fleet.repository)} / ${fleet.branch}</span></span
          >`
    }
    <nav class="nav" aria-label="Main">${entriesOf(counts).map((entry) => link(entry, route))}</nav>
    <span class="grow"></span>
    <span class="tail">
      <button class="b t hide-s" @click=${help}><span>Keys</span> <kbd>?</kbd></button>
      <button class="b t ic" aria-label=${themeLabel} title=${themeLabel} @click=${switchTheme}>
        ${icon('theme')}
      </button>
      ${account(session)}
      ${
        session.mayWrite && route.page !== 'edit'
          ? html`<a class="b p" href="/new" aria-label="New store"
              >${icon('plus')}<span class="hide-t">New store</span></a
            >`
          : nothing
      }
    </span>
  </header>`;
}

/** The same places at the lower edge of a phone. */
export function tabBar(route: Route): TemplateResult {
  return html`<nav class="tabbar" aria-label="Places">${entriesOf(undefined).map((entry) => link(entry, route))}</nav>`;
}
