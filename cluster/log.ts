/** Where parts of this folder tell what happens to them. A pino logger fits. */
export interface Log {
  debug(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export const silent: Log = { debug: () => undefined, warn: () => undefined, error: () => undefined };
