/** Tells, by the event `refused`, that the server has answered somebody who is not, or no longer, signed in. */
export const signedOut = new EventTarget();
