/**
 * Why a sign-in came to nothing, as the app's address says it (`/?sign-in=stale`): the person told the forge not to; it was not begun in this browser, was finished before, or too long ago; the forge gave
 * no token; the account may not read the repository.
 */
export type SignInTrouble = 'refused' | 'stale' | 'away' | 'stranger';
