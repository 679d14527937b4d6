import { html, type TemplateResult } from 'lit';
import { icon } from '../parts/icon.ts';

const sections: readonly { readonly title: string; readonly keys: readonly (readonly [string, ...string[]])[] }[] = [
  {
    title: 'Go to',
    keys: [
      ['Stores', 'g', 'then', 's'],
      ['Pull requests', 'g', 'then', 'p'],
      ['Activity', 'g', 'then', 'a'],
      ['Fleet', 'g', 'then', 'f'],
      ['Closed stores', 'g', 'then', 'c'],
    ],
  },
  {
    title: 'In a list',
    keys: [
      ['Search', '/'],
      ['Down, up', 'j', 'k'],
      ['Open', 'Enter'],
      ['Filter by phase', '1', '…', '9'],
      ['Clear search', 'Esc'],
    ],
  },
  {
    title: 'On the page of a store',
    keys: [
      ['Edit', 'e'],
      ['Suspend or resume', 's'],
      ['Close', 'Shift', 'with', 'c'],
      ['Read the log', 'l'],
    ],
  },
  {
    title: 'Everywhere',
    keys: [
      ['New store', 'n'],
      ['Hold live changes', 'h'],
      ['This help', '?'],
      ['Close what is on top', 'Esc'],
    ],
  },
];

/** Words between keys. */
const joins: ReadonlySet<string> = new Set(['then', 'with', '…']);

function keys(words: readonly string[]): TemplateResult[] {
  return words.map((word) => (joins.has(word) ? html`${word}` : html`<kbd>${word}</kbd>`));
}

/** The dialog that lists all keys. The browser's own dialog keeps the focus in, gives it back, and closes on Escape. */
export function keyHelp(): TemplateResult {
  return html`<dialog class="dialog" aria-labelledby="keys-title">
    <header>
      <h2 id="keys-title">Keyboard</h2>
      <span class="note q">Single keys rest while you type.</span>
      <span class="grow"></span>
      <form method="dialog"><button class="b t ic" aria-label="Close">${icon('close')}</button></form>
    </header>
    <div class="keys">
      ${sections.map(
        ({ title, keys: list }) =>
          html`<section>
            <h3>${title}</h3>
            <ul>
              ${list.map(([what, ...words]) => html`<li><span>${what}</span><span class="ks">${keys(words)}</span></li>`)}
            </ul>
          </section>`,
      )}
    </div>
  </dialog>`;
}
