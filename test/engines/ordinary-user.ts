import { execFileSync } from 'node:child_process';

const isRoot = process.getuid?.() === 0;

/**
 * A user that servers and scripts run as when we are root: databases refuse to run as root, and no pod does either. Without root everything runs as
 * ourselves.
 */
export class OrdinaryUser {
  readonly #name: string;
  readonly #group: string;

  constructor(name: string, group: string) {
    this.#name = name;
    this.#group = group;
  }

  /** The command as that user. */
  running(command: string, args: readonly string[]): { command: string; args: readonly string[] } {
    if (!isRoot) return { command, args };
    const user = [`--reuid=${this.#name}`, `--regid=${this.#group}`, '--clear-groups', '--'];
    return { command: 'setpriv', args: [...user, command, ...args] };
  }

  /** Makes a file or a folder, and what is in it, that user's. */
  own(place: string): void {
    if (isRoot) execFileSync('chown', ['-R', `${this.#name}:${this.#group}`, place]);
  }
}
