import { z } from 'zod';

/** Answer of `GET /session`: who is signed in, and how to. */
export const sessionViewSchema = z.object({
  person: z.object({ login: z.string() }).optional().describe('Absent: nobody is signed in'),
  signIn: z
    .enum(['none', 'local', 'forge'])
    .describe('none: nothing can be changed here; local: the sandbox signs its user in by itself; forge: at /sign-in'),
  readers: z
    .enum(['anyone', 'members'])
    .default('anyone')
    .describe('members: nothing is shown to whoever may not read the repository'),
  repository: z.string().optional().describe('owner/name of the repository that changes are proposed to'),
  forge: z.enum(['gitea', 'github']).optional(),
});

export type SessionView = z.output<typeof sessionViewSchema>;
