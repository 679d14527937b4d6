import { html, type TemplateResult } from 'lit';
import { icon } from '../parts/icon.ts';
import { singleKeysOn, switchSingleKeys } from './single-keys.ts';

const sections: readonly { readonly title: string; readonly keys: readonly (readonly [string, ...string[]])[] }[] = [
  {
    title: 'Go to',
    keys: [
      ['Stores', 'g', 'then', 's'],
      ['Pull requests', 'g', 'then', 'p'],
      ['Activity', 'g', 'then', 'a'],
      ['Fleet', 'g', 'then', 'f'],
      ['Closed stores', 'g', 'then', 'c'],
      ['A store by name', 'g', 'then', 'g'],
    ],
  },
  {
    title: 'In a list',
    keys: [
      ['Search', '/'],
      ['Down, up', 'j', 'k'],
      ['Open', 'Enter'],
      ['Filter by phase', '1', '…', '9'],
      ['By urgency or by name', 'v'],
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
      ['Its file', 'f'],
      ['Copy the kubectl line', 'y'],
    ],
  },
  {
    title: 'On a pull request',
    keys: [
      ['Next, last store', ']', '['],
      ['Fold, unfold', 'x'],
      ['To its approval', 'Shift', 'with', 'a'],
      ['To its merge', 'Shift', 'with', 'm'],
    ],
  },
  {
    title: 'In a form',
    keys: [
      ['Open pull request', 'Ctrl', 'with', 'Enter'],
      ['Form or file', 'Ctrl', 'with', '.'],
      ['Next problem', 'F8'],
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
      <span class="note q hide-s">Single keys rest while you type.</span>
      <span class="grow"></span>
      <label class="check nowrap"
        ><input
          type="checkbox"
          .checked=${singleKeysOn()}
          @change=${(event: Event) => switchSingleKeys((event.target as HTMLInputElement).checked)}
        />Single keys</label
      >
      <form method="dialog"><button class="b t ic" aria-label="Close" autofocus>${icon('close')}</button></form>
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
