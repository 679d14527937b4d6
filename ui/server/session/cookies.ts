import type { Context } from 'koa';

export interface CookieOptions {
  /** ms; 0 takes the cookie away. */
  readonly lifeMs: number;
  /** Sent over https only. */
  readonly secure: boolean;
  /** Where it is sent to. @default everywhere on this site */
  readonly path?: string;
}

/** Browsers keep no larger ones (RFC 6265, section 6.1), and would say nothing. */
const largest = 4_096;

/**
 * Sets a cookie that no script can read and that no other site's request carries, but for plain links here (SameSite=Lax: else whoever follows a
 * link to this page would seem to be signed out). Koa's own refuses `Secure` where a proxy speaks https for us.
 *
 * @throws Error when no browser would keep it
 */
export function setCookie(context: Context, name: string, value: string, options: CookieOptions): void {
  const { lifeMs, secure, path = '/' } = options;
  const parts = [
    `${name}=${value}`,
    `Path=${path}`,
    `Max-Age=${Math.floor(lifeMs / 1_000)}`,
    'HttpOnly',
    'SameSite=Lax',
  ];
  if (secure) parts.push('Secure');
  const text = parts.join('; ');
  if (text.length > largest)
    throw new Error(`the cookie ${name} has ${text.length} characters; browsers keep ${largest}`);
  context.append('Set-Cookie', text);
}
