/** Fields of a log line: names and values that an operator filters by; never a secret, never a whole object. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where the receiver writes what happened. One line per event; the message is a constant, what varies is in the fields. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}
