import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--u-code-key)' },
  { tag: [tags.string, tags.content, tags.bool, tags.null], color: 'var(--u-code-value)' },
  { tag: tags.number, color: 'var(--u-code-number)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--u-code-comment)' },
]);

const sheet = EditorView.theme({
  '&': { color: 'var(--u-ink)', backgroundColor: 'transparent', minHeight: '24rem', maxHeight: '48rem' },
  '&.cm-focused': { outline: '2px solid var(--u-blue)', outlineOffset: '-2px' },
  '.cm-scroller': { font: '400 0.8125rem/1.375rem var(--u-mono)', fontVariantLigatures: 'none' },
  '.cm-content': { padding: '0.75rem 0', caretColor: 'var(--u-ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--u-ink)' },
  '.cm-line': { padding: '0 1rem 0 0.5rem' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--u-ink-3)', border: '0' },
  '.cm-lineNumbers .cm-gutterElement': { paddingLeft: '1rem' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--u-hover)' },
  '.cm-activeLineGutter': { color: 'var(--u-ink-2)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--u-blue-soft)',
  },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--u-fail-fg)' },
  '.cm-tooltip': {
    color: 'var(--u-ink)',
    backgroundColor: 'var(--u-sheet)',
    border: '1px solid var(--u-rule-2)',
    borderRadius: 'var(--u-r-m)',
    boxShadow: 'var(--u-shadow-pop)',
    overflow: 'hidden',
  },
  '.cm-diagnostic': {
    padding: '0.375rem 0.75rem',
    fontFamily: 'var(--u-sans)',
    maxWidth: '26rem',
    whiteSpace: 'normal',
  },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--u-fail-fg)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { font: '400 0.8125rem/1.375rem var(--u-mono)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '0.125rem 0.75rem' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { color: 'var(--u-on-blue)', backgroundColor: 'var(--u-blue-fill)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: 'bold' },
  '.cm-tooltip.cm-completionInfo': { padding: '0.375rem 0.75rem', fontFamily: 'var(--u-sans)', maxWidth: '22rem' },
});

/** The look of the editor: that of the page, whose custom properties reach into a shadow root and follow its theme. */
export const editorTheme: Extension = [sheet, syntaxHighlighting(colours)];
