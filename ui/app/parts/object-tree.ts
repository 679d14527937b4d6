import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { StoreDetail, StoreObjectView } from '../../server/api/store-detail.ts';
import { phaseClass } from '../words/phase-words.ts';
import { icon } from './icon.ts';
import { countHealth, healthWords, phaseOfHealth } from './object-words.ts';
import { phaseGlyph } from './phase-glyph.ts';
import { setVars } from './set-vars.ts';

interface Node {
  readonly object: StoreObjectView;
  /** How many follow that stand below it. */
  readonly below: readonly StoreObjectView[];
}

function nodesOf(objects: readonly StoreObjectView[]): Node[] {
  return objects.map((object, at) => {
    const end = objects.findIndex(({ depth }, index) => index > at && depth <= object.depth);
    return { object, below: objects.slice(at + 1, end < 0 ? undefined : end) };
  });
}

/** The objects of a store as a tree, each with how it is. What is done with is folded away. */
export class ObjectTree extends LitElement {
  static override readonly properties = { detail: { attribute: false } };
  declare detail: StoreDetail;
  /** Folded or unfolded by hand. */
  readonly #chosen = new Map<string, boolean>();

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override render(): TemplateResult {
    const { name, phase, stage, objects } = this.detail;
    const nodes = nodesOf(objects);
    const folded = nodes.filter((node) => this.#isFolded(node));
    const hidden = new Set(folded.flatMap(({ below }) => below));
    return html`<section class="sheet card bleed" id="objects" aria-labelledby="objects-title">
      <header>
        <h2 id="objects-title">Objects</h2>
        <span class="note q">${countHealth(objects)}</span>
      </header>
      <ul class="tree" role="tree" aria-label="Objects of this store" @keydown=${this.#press}>
        <li role="treeitem" aria-level="1" tabindex="0" class=${phaseClass[phase]}>
          <span class="h">${phaseGlyph(phase, stage)}</span><span class="kind">Store</span
          ><span class="nm cut">${name}</span><span class="say">${phase}</span>
        </li>
        ${nodes.filter(({ object }) => !hidden.has(object)).map((node) => this.#row(node))}
      </ul>
    </section>`;
  }

  #isFolded({ object, below }: Node): boolean {
    const isQuiet = object.kind === 'Job' && below.every(({ status }) => status === 'Current');
    return below.length > 0 && (this.#chosen.get(object.id) ?? isQuiet);
  }

  #row(node: Node): TemplateResult {
    const { object, below } = node;
    const { id, kind, name, depth, last, status } = object;
    const isFolded = this.#isFolded(node);
    const phase = phaseOfHealth[status];
    const text = healthWords(object);
    return html`<li
      role="treeitem"
      aria-level=${depth + 2}
      aria-expanded=${below.length === 0 ? nothing : String(!isFolded)}
      tabindex="-1"
      data-id=${id}
      class="${phaseClass[phase]} child d${depth + 1} ${last ? 'end' : ''} ${status === 'Failed' ? 'bad' : ''}"
      ${setVars({ d: depth + 1 })}
      @click=${() => this.#fold(id, !isFolded)}
    >
      <span class="h">${phaseGlyph(phase, { done: 3, of: 5 })}</span><span class="kind">${kind}</span
      ><span class="nm cut" title=${name}>${name}</span
      >${below.length === 0 ? nothing : html`<span class="fold">${icon(isFolded ? 'right' : 'down', true)}</span>`}<span
        class="say cut"
        title=${text}
        >${text}</span
      >
    </li>`;
  }

  #fold(id: string, folded: boolean): void {
    this.#chosen.set(id, folded);
    this.requestUpdate();
  }

  /** Arrow keys move in a tree and fold it; Tab enters and leaves it. */
  readonly #press = (event: KeyboardEvent): void => {
    const row = (event.target as HTMLElement).closest('li');
    const to = { ArrowDown: row?.nextElementSibling, ArrowUp: row?.previousElementSibling }[event.key];
    const id = row?.dataset['id'];
    const isArrow = event.key === 'ArrowLeft' || event.key === 'ArrowRight' || event.key === 'Enter';
    if (to instanceof HTMLElement) to.focus();
    else if (id !== undefined && isArrow && row?.hasAttribute('aria-expanded') === true)
      this.#fold(id, event.key === 'Enter' ? row.ariaExpanded === 'true' : event.key === 'ArrowLeft');
    else return;
    event.preventDefault();
  };
}

customElements.define('u-object-tree', ObjectTree);
