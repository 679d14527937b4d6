import { basicAuthorization, type Credentials } from './credentials.ts';

/** Takes a password out of a text in every form that a server or library might echo it: plain, URL-encoded, base64, Basic header. */
export function scrub(text: string, credentials: Credentials | undefined): string {
  if (!credentials || credentials.password === '') return text;
  const { password } = credentials;
  const forms = [
    basicAuthorization(credentials).slice('Basic '.length),
    Buffer.from(password).toString('base64'),
    encodeURIComponent(password),
    password,
  ];
  return forms.reduce((scrubbed, form) => scrubbed.replaceAll(form, '***'), text);
}
