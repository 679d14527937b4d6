import { createInterface } from 'node:readline';

/**
 * Asks a question and waits for one line. Whoever ends the input (Ctrl-D) or interrupts (Ctrl-C) has answered nothing.
 *
 * @returns the line without white space around it; empty when there was none
 */
export function askPerson(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  const lines = createInterface({ input, output });
  const { promise, resolve } = Promise.withResolvers<string>();
  lines.once('close', () => resolve(''));
  lines.once('SIGINT', () => lines.close());
  lines.question(question, (answer) => resolve(answer.trim()));
  return promise.finally(() => lines.close());
}
