/** What somebody has written and not sent. */
export interface Draft {
  readonly text: string;
  /** What the file was when they began; a new file has none. */
  readonly blob?: string;
}

const keyOf = (page: string): string => `urumi-draft ${page}`;

/**
 * Keeps what is being written, in this tab and until it is closed: a session that ends, the way to sign in again, and a reload cost nobody what they had typed.
 *
 * @param page the path of the page that it is written on
 */
export function keepDraft(page: string, draft: Draft): void {
  try {
    sessionStorage.setItem(keyOf(page), JSON.stringify(draft));
  } catch {
    // The browser keeps nothing for this site: all goes on but for that.
  }
}

export function forgetDraft(page: string): void {
  try {
    sessionStorage.removeItem(keyOf(page));
  } catch {
    // There is none then.
  }
}

export function keptDraft(page: string): Draft | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(page)) ?? 'null') as Partial<Draft> | null;
    if (typeof kept?.text !== 'string') return undefined;
    return { text: kept.text, ...(typeof kept.blob === 'string' && { blob: kept.blob }) };
  } catch {
    return undefined;
  }
}
