import { noChange } from 'lit';
import { directive, Directive, type ElementPart } from 'lit/directive.js';

class SetVars extends Directive {
  override render(_vars: Readonly<Record<string, number>>): unknown {
    return noChange;
  }

  override update(part: ElementPart, [vars]: [Readonly<Record<string, number>>]): unknown {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(vars)) style.setProperty(`--${name}`, String(value));
    return noChange;
  }
}

/**
 * Sets custom properties of an element: `<i ${setVars({ x: 10, w: 5 })}></i>`. A style attribute, which Lit's own styleMap writes at first, is not
 * allowed by our content security policy; setting a property is.
 */
export const setVars = directive(SetVars);
