import { z } from 'zod';

/** A webhook as GitHub and Gitea answer it. */
export const webhookAnswer = z.object({
  id: z.int().positive(),
  config: z.object({ url: z.string().nullish() }),
});

/** What is wrong with a secret; `undefined` when it is fine. */
export function secretFault(secret: string): string | undefined {
  return secret.length < 16 ? 'its secret has fewer than 16 characters' : undefined;
}
