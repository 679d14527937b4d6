import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { logTail } from './log-tail.ts';

/**
 * Runs the program beside a watch on the pipe to the parent, in a process group of its own. When the pipe closes, be it
 * by `stop()` or because the parent died in whatever way, the program is asked to end (SIGTERM) and after the grace
 * period everything in the group is killed. A terminal's Ctrl-C does not reach the group, so the parent decides in
 * which order things stop.
 *
 * $1 file for the program's pid, $2 grace period in steps of 20 ms, then the command.
 */
const guardScript = `
exec 3<&0
pidfile=$1 grace=$2
shift 2
"$@" </dev/null 3<&- &
child=$!
echo "$child" > "$pidfile"
(
  while read -r _; do :; done <&3
  trap '' TERM
  kill -TERM "$child" 2>/dev/null
  while [ "$grace" -gt 0 ] && kill -0 "$child" 2>/dev/null; do sleep 0.02; grace=$((grace - 1)); done
  kill -KILL 0
) 2>/dev/null &
guard=$!
wait "$child"
code=$?
kill -TERM "$guard" 2>/dev/null
wait "$guard" 2>/dev/null
exit "$code"
`;

const defaultGraceMs = 1500;
const graceStepMs = 20;

export interface ChildSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Gets everything that the program prints; begun anew with each start. */
  readonly logFile: string;
  /** Holds the program's pid while it runs; a later start looks here for leftovers. */
  readonly pidFile: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** How long it may take to end by itself, ms; after that it is killed. Default 1,500. */
  readonly graceMs?: number;
}

export interface ChildExit {
  /**
   * 128 + the signal's number when a signal ended it; undefined when it was killed on our order, or could not be
   * started.
   */
  readonly code: number | undefined;
  /** The last lines that it printed. */
  readonly log: string;
}

export interface GuardedChild {
  readonly name: string;
  /** Resolves when it has ended, by itself or by `stop`. Never rejects. */
  readonly exited: Promise<ChildExit>;
  /** The program's own pid, once it runs. */
  pid(): number | undefined;
  /** Ends it and everything that it started; resolves when it is gone. May be called twice. */
  stop(): Promise<void>;
}

/** Starts a program that cannot outlive this process, not even when this process is killed. */
export function startGuarded(spec: ChildSpec): GuardedChild {
  const log = openSync(spec.logFile, 'w', 0o600);
  const graceSteps = String(Math.ceil((spec.graceMs ?? defaultGraceMs) / graceStepMs));
  const shell = spawn(
    '/bin/sh',
    ['-c', guardScript, 'urumi-guard', spec.pidFile, graceSteps, spec.command, ...spec.args],
    { detached: true, stdio: ['pipe', log, log], cwd: spec.cwd, env: { ...(spec.env ?? process.env) } },
  );
  closeSync(log);
  // Closing a pipe whose reader has gone is not an error here: `exited` tells of the end.
  shell.stdin?.on('error', () => {});
  const exited = new Promise<ChildExit>((resolve) => {
    const end = (code: number | null) => resolve({ code: code ?? undefined, log: logTail(spec.logFile) });
    shell.once('error', () => end(null));
    shell.once('exit', end);
  });
  return {
    name: spec.name,
    exited,
    pid: () => readPid(spec.pidFile),
    async stop() {
      shell.stdin?.end();
      await exited;
    },
  };
}

function readPid(file: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
