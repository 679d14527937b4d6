/** Indexes of the first row in view, and of the first after it. */
export interface InView {
  readonly first: number;
  readonly end: number;
}

/**
 * Decides which rows of a long list show their newest state in this frame: those in view at once, of the others a few. The rest shows what it showed, until one of
 * the next frames: a page that arrives, or the answer of a search, would else draw a hundred rows of which nobody sees seventy.
 */
export class RowPace<T> {
  /** Rows beyond the view that are drawn anew in one frame. */
  readonly #perFrame: number;
  readonly #isSame: (one: T, other: T) => boolean;
  #before = new Map<number, T>();
  #shown = new Map<number, T>();
  #inView: InView = { first: 0, end: 0 };
  #left = 0;
  #isBehind = false;

  /** @param isSame whether two states of a row look alike */
  constructor(perFrame: number, isSame: (one: T, other: T) => boolean) {
    this.#perFrame = perFrame;
    this.#isSame = isSame;
  }

  /** Whether some rows wait for the next frame. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** Begins a frame. */
  begin(inView: InView): void {
    this.#before = this.#shown;
    this.#shown = new Map();
    this.#inView = inView;
    this.#left = this.#perFrame;
    this.#isBehind = false;
  }

  /** @returns what the row shows in this frame; the same object as in the last when that has not changed */
  show(index: number, newest: T): T {
    const chosen = this.#choose(index, newest);
    this.#shown.set(index, chosen);
    return chosen;
  }

  #choose(index: number, newest: T): T {
    const before = this.#before.get(index);
    if (before !== undefined && this.#isSame(before, newest)) return before;
    if (index >= this.#inView.first && index < this.#inView.end) return newest;
    if (before !== undefined && this.#left <= 0) {
      this.#isBehind = true;
      return before;
    }
    this.#left -= 1;
    return newest;
  }
}
