/** Fields of a log line: names and values that an operator filters by; never a secret, never a whole object. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where the processes write what happens. One line per event; the message is a constant, what varies is in the fields. A pino logger fits. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

export const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
