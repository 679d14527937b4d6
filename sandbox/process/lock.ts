import { linkSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { processIdentity } from './process-identity.ts';

const holderSchema = z.object({ pid: z.number().int().positive(), startedAt: z.string() });

/** The process that holds a lock. */
export type LockHolder = z.infer<typeof holderSchema>;

export type LockAttempt =
  | { readonly taken: true; readonly release: () => void }
  | { readonly taken: false; readonly holder: LockHolder | undefined };

// Longer than any takeover takes (a few file operations), so that an older one was broken off by a crash.
const brokenTakeoverMs = 10_000;

/**
 * Takes a lock file, whole or not at all. The lock of a process that has died is taken over; a pid that was given to
 * another process since does not count as alive. Released by `release`; if this process dies, the next one takes over.
 */
export function tryLock(file: string): LockAttempt {
  const me = processIdentity(process.pid);
  const holder: LockHolder = { pid: process.pid, startedAt: me?.startedAt ?? '' };
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(holder), { mode: 0o600 });
  try {
    if (link(mine, file)) return { taken: true, release: () => rmSync(file, { force: true }) };
    const found = readHolder(file);
    if (found !== undefined && isAlive(found)) return { taken: false, holder: found };
    return takeOver(mine, file);
  } finally {
    rmSync(mine, { force: true });
  }
}

function link(mine: string, file: string): boolean {
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** One process at a time removes a dead lock, and looks again before it does: the lock may be a new one by then. */
function takeOver(mine: string, file: string): LockAttempt {
  const takeover = `${file}.takeover`;
  if (!makeFolder(takeover)) return { taken: false, holder: readHolder(file) };
  try {
    const found = readHolder(file);
    if (found !== undefined && isAlive(found)) return { taken: false, holder: found };
    rmSync(file, { force: true });
    if (!link(mine, file)) return { taken: false, holder: readHolder(file) };
    return { taken: true, release: () => rmSync(file, { force: true }) };
  } finally {
    rmdirSync(takeover);
  }
}

function makeFolder(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (age < brokenTakeoverMs) return false;
  rmSync(folder, { recursive: true, force: true });
  return makeFolder(folder);
}

function readHolder(file: string): LockHolder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(holder: LockHolder): boolean {
  return processIdentity(holder.pid)?.startedAt === holder.startedAt;
}
