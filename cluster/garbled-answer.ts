/** An answer that breaks the protocol. The message says how, and never quotes it: it may hold a secret. */
export class GarbledAnswer extends Error {
  override readonly name = 'GarbledAnswer';
}

/** An answer that is longer than we are willing to read. */
export class OversizedAnswer extends Error {
  override readonly name = 'OversizedAnswer';
}

/** Parses JSON. @throws GarbledAnswer, unlike JSON.parse, whose errors quote the text */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new GarbledAnswer(`${what} of ${text.length} characters that is not JSON`);
  }
}
