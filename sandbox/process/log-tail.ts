import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const tailBytes = 4096;
const tailLines = 15;

/** The last lines of a log, for an error message: at most 15 lines and 4 kB; empty when there is no log. */
export function logTail(file: string): string {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
  try {
    const size = fstatSync(handle).size;
    const buffer = Buffer.alloc(Math.min(size, tailBytes));
    const read = readSync(handle, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8', 0, read).trimEnd().split('\n').slice(-tailLines).join('\n');
  } finally {
    closeSync(handle);
  }
}
