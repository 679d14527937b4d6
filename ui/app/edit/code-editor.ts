import {
  autocompletion,
  completionKeymap,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { indentUnit } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { Annotation, Compartment, EditorState, type Extension, type Text } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  type KeyBinding,
} from '@codemirror/view';
import { editorTheme } from './editor-theme.ts';
import type { FieldSchema } from './form-fields.ts';
import type { FileProblem } from './problem-view.ts';
import { suggestionsAt } from './schema-completion.ts';

/** A change that nobody typed here: the form made it. */
const fromOutside = Annotation.define<boolean>();

/** From where a problem is to the end of the word there: something to see, also at the end of a line. */
function placeOf(doc: Text, { line, column, message }: FileProblem): Diagnostic {
  const at = doc.line(Math.min(Math.max(1, line), doc.lines));
  const from = Math.min(at.to, at.from + Math.max(0, column - 1));
  const word = /^\S+/.exec(doc.sliceString(from, at.to))?.[0] ?? '';
  return { from, to: from + word.length, severity: 'error', message };
}

/** Opens the pull request, which is the page's to do: here it is no line break. */
const sends: KeyBinding = { key: 'Mod-Enter', run: () => true };

/**
 * An editor of a store file: `<u-code-editor .text=${text} .problems=${problems} .schema=${schema} label="stores/a.yaml">`. Sends the event `edited` when
 * somebody types; `text` is then the new one.
 *
 * It has a shadow root, because CodeMirror brings its styles along: there it adopts them as style sheets, elsewhere it writes style elements, which
 * the content security policy forbids (style-mod, `StyleSet`).
 */
export class CodeEditor extends HTMLElement {
  #schema: FieldSchema = {};
  readonly #label = new Compartment();
  readonly #view = new EditorView({
    root: this.attachShadow({ mode: 'open' }),
    state: EditorState.create({ extensions: this.#extensions() }),
  });

  connectedCallback(): void {
    this.shadowRoot?.append(this.#view.dom);
  }

  override focus(): void {
    this.#view.focus();
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  /** Another text than what is typed here; the caret stays where it can. */
  set text(text: string) {
    const { doc } = this.#view.state;
    if (text === doc.toString()) return;
    const changes = { from: 0, to: doc.length, insert: text };
    this.#view.dispatch({ changes, annotations: fromOutside.of(true) });
  }

  set problems(problems: readonly FileProblem[]) {
    const { state } = this.#view;
    const marks = problems.map((problem) => placeOf(state.doc, problem)).toSorted((a, b) => a.from - b.from);
    this.#view.dispatch(setDiagnostics(state, marks));
  }

  set schema(schema: FieldSchema) {
    this.#schema = schema;
  }

  /** What readers call it. */
  set label(label: string) {
    this.#view.dispatch({ effects: this.#label.reconfigure(EditorView.contentAttributes.of({ 'aria-label': label })) });
  }

  /** Puts the caret at an offset, and the focus. */
  goTo(offset: number): void {
    const anchor = Math.min(offset, this.#view.state.doc.length);
    this.#view.dispatch({ selection: { anchor }, scrollIntoView: true });
    this.#view.focus();
  }

  #extensions(): Extension {
    return [
      this.#label.of([]),
      lineNumbers(),
      lintGutter(),
      history(),
      drawSelection(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      yaml(),
      indentUnit.of('  '),
      EditorState.tabSize.of(2),
      autocompletion({ override: [(context) => this.#complete(context)], icons: false }),
      // Tab is not bound: it leads out of the editor, as everywhere.
      keymap.of([sends, ...completionKeymap, ...defaultKeymap, ...historyKeymap, ...lintKeymap]),
      editorTheme,
      EditorView.updateListener.of(({ docChanged, transactions }) => {
        const isTyped = !transactions.some((one) => one.annotation(fromOutside) === true);
        if (docChanged && isTyped) this.dispatchEvent(new Event('edited'));
      }),
    ];
  }

  #complete({ state, pos, explicit }: CompletionContext): CompletionResult | null {
    const found = suggestionsAt(state.doc.toString(), pos, this.#schema);
    if (found === undefined || (!explicit && found.from === pos && state.doc.lineAt(pos).length === 0)) return null;
    const options = found.options.map(({ label, insert, info }) => ({
      label,
      ...(insert !== undefined && { apply: insert }),
      ...(info !== '' && { info }),
    }));
    return { from: found.from, options, validFor: /^[\w.-]*$/ };
  }
}

customElements.define('u-code-editor', CodeEditor);
