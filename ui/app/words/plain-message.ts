/**
 * What the controller says, as a sentence of its own: where the stage stands beside it anyway, it is left out.
 *
 * @example plainMessage('stage database waits for Pod db-0: not scheduled') // 'Pod db-0: not scheduled'
 */
export function plainMessage(text: string): string {
  const rest = text.replace(/^stage [a-z]+(?: waits for |: )/, '');
  return rest === '' ? '' : `${rest.charAt(0).toUpperCase()}${rest.slice(1)}`;
}
