/** Who we are in server-side apply: the owner of every field that Urumi asks for. */
export const fieldManager = 'urumi';
