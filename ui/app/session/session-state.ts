import { createContext } from '@lit/context';
import type { SessionView } from '../../server/api/session-view.ts';
import { askApi, readApi } from '../read/read-api.ts';

/** Who is signed in, as far as the page knows. */
export class SessionState {
  /** undefined: not known yet. */
  view: SessionView | undefined;
  /** The server was asked, and has answered or not. Before that nothing is read: where reading is for members, it would be refused. */
  wasAsked = false;
  readonly #changed: () => void;

  /** @param changed is called when what is known has changed */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Whether writes can be offered: somebody is signed in. */
  get mayWrite(): boolean {
    return this.view?.person !== undefined;
  }

  /** Nothing is shown before somebody signs in. */
  get isShut(): boolean {
    return this.view?.readers === 'members' && this.view.person === undefined;
  }

  /** Asks anew. While the server does not answer, what was known stays. */
  async read(): Promise<void> {
    try {
      this.view = await readApi<SessionView>('/session', AbortSignal.timeout(10_000));
    } catch {
      // the connection's own callout says that the server is away
      if (this.wasAsked) return;
    }
    this.wasAsked = true;
    this.#changed();
  }

  async signOut(): Promise<void> {
    this.view = await askApi<SessionView>('/session', { method: 'DELETE', signal: AbortSignal.timeout(10_000) });
    this.#changed();
  }
}

/** How pages get at who is signed in. */
export const sessionContext = createContext<SessionState>(Symbol('session'));
