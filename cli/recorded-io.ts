import type { Io } from './io.ts';

/** What a command printed, and its exit code: for tests. */
export interface RecordedIo extends Io {
  readonly out: () => string;
  readonly err: () => string;
  readonly exitCode: () => number;
}

/** An Io that keeps everything; without colours, as in a pipe. */
export function recordedIo(): RecordedIo {
  let stdout = '';
  let stderr = '';
  let exitCode = 0;
  return {
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    setExitCode: (code) => void (exitCode = code),
    color: false,
    out: () => stdout,
    err: () => stderr,
    exitCode: () => exitCode,
  };
}
