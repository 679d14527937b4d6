import { pino, type DestinationStream } from 'pino';
import type { Log } from '../../cluster/log.ts';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Fields that might hold a secret if somebody logged a request or an object by mistake. */
const secretFields = ['password', 'token', 'authorization', 'cookie', 'headers', 'data', 'stringData', 'secret'];

/**
 * A log of JSON lines, one per event: `{"level":"info","time":"...","fleet":"...","msg":"..."}`. Whatever is called password, token or the
 * like is left out, at the top and one level down.
 *
 * @param destination default: stdout
 */
export function pinoLog(level: LogLevel, destination?: DestinationStream): Log {
  const paths = secretFields.flatMap((field) => [field, `*.${field}`]);
  return pino(
    {
      level,
      base: null,
      redact: { paths, remove: true },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination ?? pino.destination({ dest: 1, sync: false }),
  );
}
