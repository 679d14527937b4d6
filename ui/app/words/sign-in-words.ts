import type { SignInTrouble } from '../../server/api/sign-in-trouble.ts';

interface Words {
  readonly title: string;
  readonly text: string;
}

const words: Readonly<Record<SignInTrouble, Words>> = {
  refused: {
    title: 'You are not signed in',
    text: 'The forge was told not to sign you in. Nothing was changed.',
  },
  stale: {
    title: 'The sign-in could not be finished',
    text: 'It was begun in another browser, finished before, or took more than ten minutes. Sign in again.',
  },
  away: {
    title: 'The forge did not sign you in',
    text: "It does not answer, or not as it should. Try again in a while; if it stays like this, the server's log says why.",
  },
  stranger: {
    title: 'Your account may not read the stores repository',
    text: 'Ask its owner for access, then sign in again.',
  },
};

/** What is said of a sign-in that came to nothing; undefined when the address names no such trouble. */
export function signInWords(search: string): Words | undefined {
  const trouble = new URLSearchParams(search).get('sign-in') ?? '';
  return Object.hasOwn(words, trouble) ? words[trouble as SignInTrouble] : undefined;
}
