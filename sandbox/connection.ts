import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

/** What `DATA/connection.json` holds: how a script reaches a running sandbox. Paths are absolute. */
export const connectionSchema = z.object({
  /** Path of the administrator's kubeconfig. */
  kubeconfig: z.string(),
  /** Of the stores repo, for Git: HTTP, without credentials. */
  repository: z.url(),
  branch: z.string(),
  forge: z.object({
    kind: z.literal('gitea'),
    url: z.url(),
    owner: z.string(),
    repo: z.string(),
    /** Holds a token that may push and open pull requests, and nothing else. */
    tokenFile: z.string(),
  }),
  /** Address of the web UI; null while there is none. */
  ui: z.url().nullable(),
  /** The process that runs the sandbox. */
  pid: z.number().int().positive(),
});

export type Connection = z.infer<typeof connectionSchema>;

export function connectionFile(dataDir: string): string {
  return path.join(dataDir, 'connection.json');
}

/** Writes the file in one step, readable by its owner only. */
export function writeConnection(dataDir: string, connection: Connection): void {
  const file = connectionFile(dataDir);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(connection, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

/** Says that nothing runs here any more. */
export function removeConnection(dataDir: string): void {
  rmSync(connectionFile(dataDir), { force: true });
}
