import { singleKeysOn } from './single-keys.ts';

/** What a list does. */
export type ListAct = 'search' | 'down' | 'up' | 'flat' | 'escape';
/** What the page does that is open, when it is one that can: see `page-keys.ts`. */
export type PageAct =
  | 'logs'
  | 'edit'
  | 'suspend'
  | 'close'
  | 'file'
  | 'copy'
  | 'next'
  | 'last'
  | 'fold'
  | 'approve'
  | 'merge'
  | 'send'
  | 'other'
  | 'problem';

/** What a key, or `g` and a second one, asks for. */
export type KeyCommand =
  | { readonly go: '/' | '/closed' | '/fleet' | '/pulls' | '/activity' | '/new' }
  | { readonly do: 'find' | 'help' | 'hold' | ListAct | PageAct }
  | { readonly phase: number };

const afterG: Readonly<Record<string, KeyCommand>> = {
  s: { go: '/' },
  p: { go: '/pulls' },
  a: { go: '/activity' },
  c: { go: '/closed' },
  f: { go: '/fleet' },
  g: { do: 'find' },
};
const atOnce: Readonly<Record<string, KeyCommand>> = {
  n: { go: '/new' },
  '/': { do: 'search' },
  j: { do: 'down' },
  k: { do: 'up' },
  v: { do: 'flat' },
  '?': { do: 'help' },
  h: { do: 'hold' },
  l: { do: 'logs' },
  e: { do: 'edit' },
  s: { do: 'suspend' },
  C: { do: 'close' },
  f: { do: 'file' },
  y: { do: 'copy' },
  ']': { do: 'next' },
  '[': { do: 'last' },
  x: { do: 'fold' },
  A: { do: 'approve' },
  M: { do: 'merge' },
};
const withControl: Readonly<Record<string, KeyCommand>> = { Enter: { do: 'send' }, '.': { do: 'other' } };
/** `g` waits this long for its second key, ms. */
const patience = 1_500;

function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && target.matches('input, select, textarea, u-code-editor');
}

/** What is held down beside a key; Shift alone is part of it. */
function heldWith({ altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): 'nothing' | 'control' | 'other' {
  if (!altKey && !ctrlKey && !metaKey) return 'nothing';
  return altKey || shiftKey ? 'other' : 'control';
}

/** Many keyboards have brackets only with AltGr, which some systems report as Control and Alt, or with Option. */
function isBracket({ key, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return (key === '[' || key === ']') && !metaKey && (altKey || !ctrlKey);
}

/**
 * Turns keys into commands. Single keys rest while a field has the focus, and can be switched off (WCAG 2.1.4); none of them writes anything.
 *
 * @param now ms, from any start
 */
export class Keyboard {
  #pressedG = -Infinity;

  /** @returns undefined when the key means nothing here */
  command(event: KeyboardEvent, now: number): KeyCommand | undefined {
    const { key, defaultPrevented } = event;
    const held = heldWith(event);
    if (held === 'control') return withControl[key];
    if (held === 'other' && !isBracket(event)) return undefined;
    if (key === 'Escape') return { do: 'escape' };
    // The editor goes to its next problem by itself.
    if (key === 'F8') return defaultPrevented ? undefined : { do: 'problem' };
    return isTyping(event) || !singleKeysOn() ? undefined : this.#single(key, now);
  }

  #single(key: string, now: number): KeyCommand | undefined {
    const isSecond = now - this.#pressedG < patience;
    this.#pressedG = key === 'g' && !isSecond ? now : -Infinity;
    const command = (isSecond ? afterG[key] : undefined) ?? atOnce[key];
    return command ?? (/^[1-9]$/.test(key) ? { phase: Number(key) } : undefined);
  }
}
