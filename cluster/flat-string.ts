/**
 * A copy of a text that refers to nothing else. V8 keeps a concatenation as a tree of its parts and a slice as a window on its parent; kept for
 * long, such a string keeps alive whatever it was cut from.
 */
export function flat(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
