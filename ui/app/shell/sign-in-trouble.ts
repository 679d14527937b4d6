import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../parts/icon.ts';
import { signInWords } from '../words/sign-in-words.ts';

/** What is said of a sign-in that came to nothing, once: a reload says nothing of it any more. */
export function takeSignInTrouble(): TemplateResult | typeof nothing {
  const words = signInWords(location.search);
  if (words === undefined) return nothing;
  history.replaceState(undefined, '', location.pathname);
  return html`<section class="call degr spaced" role="status">
    ${icon('warning')}
    <div>
      <h2>${words.title}</h2>
      <p>${words.text}</p>
    </div>
    <div></div>
  </section>`;
}
