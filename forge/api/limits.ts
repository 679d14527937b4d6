/** How long a forge may take, in ms. */
export interface ForgeTimeouts {
  readonly connectMs: number;
  /** Without a single byte from the forge. */
  readonly idleMs: number;
  /** For one call of a method in all: its requests, the pauses between them, and the wait for its turn. */
  readonly totalMs: number;
  /** Pause before the first repetition of a request; the next ones are 4, 9 times as long. */
  readonly retryMs: number;
}

export const defaultTimeouts: ForgeTimeouts = { connectMs: 10_000, idleMs: 15_000, totalMs: 60_000, retryMs: 250 };

/** What a forge's answer may have, in bytes. A page of 100 pull requests has about 2 MB. */
export const longestAnswer = 32 * 1024 * 1024;

/** What GitHub takes as the description of a status, in characters. */
export const longestDescription = 140;
