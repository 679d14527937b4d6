/** A forge answered that what was asked for is elsewhere. It is not followed: a POST would become a GET, and the credentials might leave the forge. */
export class Redirected extends Error {
  override readonly name = 'Redirected';
}
