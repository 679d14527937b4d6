/** What a key, or `g` and a second one, asks for. */
export type KeyCommand =
  | { readonly go: '/' | '/closed' | '/fleet' | '/pulls' | '/activity' | '/new' }
  | { readonly do: 'search' | 'down' | 'up' | 'logs' | 'edit' | 'suspend' | 'close' | 'help' | 'hold' | 'escape' }
  | { readonly phase: number };

const goes: Readonly<Record<string, Extract<KeyCommand, { go: string }>['go']>> = {
  s: '/',
  p: '/pulls',
  a: '/activity',
  c: '/closed',
  f: '/fleet',
};
const goesAtOnce: Readonly<Record<string, '/new'>> = { n: '/new' };
const does: Readonly<Record<string, Extract<KeyCommand, { do: string }>['do']>> = {
  '/': 'search',
  j: 'down',
  k: 'up',
  '?': 'help',
  h: 'hold',
  l: 'logs',
  e: 'edit',
  s: 'suspend',
  C: 'close',
  Escape: 'escape',
};
/** `g` waits this long for its second key, ms. */
const patience = 1_500;

function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && target.matches('input, select, textarea, u-code-editor');
}

/**
 * Turns keys into commands. Single keys rest while a field has the focus (WCAG 2.1.4), and none of them writes anything.
 *
 * @param now ms, from any start
 */
export class Keyboard {
  #pressedG = -Infinity;

  /** @returns undefined when the key means nothing here */
  command(event: KeyboardEvent, now: number): KeyCommand | undefined {
    if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
    if (isTyping(event)) return event.key === 'Escape' ? { do: 'escape' } : undefined;
    const isSecond = now - this.#pressedG < patience;
    this.#pressedG = event.key === 'g' && !isSecond ? now : -Infinity;
    const go = (isSecond ? goes : goesAtOnce)[event.key];
    if (go !== undefined) return { go };
    const name = does[event.key];
    if (name !== undefined) return { do: name };
    return /^[1-9]$/.test(event.key) ? { phase: Number(event.key) } : undefined;
  }
}
