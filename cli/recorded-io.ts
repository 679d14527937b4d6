import type { Io } from './io.ts';

/** What a command printed and asked, and its exit code: for tests. */
export interface RecordedIo extends Io {
  readonly out: () => string;
  readonly err: () => string;
  readonly exitCode: () => number;
}

/**
 * An Io that keeps everything; without colours, as in a pipe.
 *
 * @param answers what a person at a terminal answers, in this order, and nothing afterwards; without: there is no terminal
 */
export function recordedIo(answers?: readonly string[]): RecordedIo {
  let stdout = '';
  let stderr = '';
  let exitCode = 0;
  const left = [...(answers ?? [])];
  return {
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    setExitCode: (code) => void (exitCode = code),
    color: false,
    ask:
      answers === undefined
        ? undefined
        : (question) => {
            stderr += question;
            return Promise.resolve(left.shift() ?? '');
          },
    out: () => stdout,
    err: () => stderr,
    exitCode: () => exitCode,
  };
}
