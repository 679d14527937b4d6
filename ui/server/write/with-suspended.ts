import { parseDocument } from 'yaml';

/**
 * A store's file with `spec.suspended` set; its comments and the order of its keys stay. What is not suspended says nothing of it, unless it did before.
 *
 * @param text of a valid store file
 */
export function withSuspended(text: string, suspended: boolean): string {
  const document = parseDocument(text);
  const path = ['spec', 'suspended'];
  if (document.getIn(path) === suspended || (!suspended && !document.hasIn(path))) return text;
  document.setIn(path, suspended);
  return document.toString({ lineWidth: 0, flowCollectionPadding: /[{[] \S/.test(text) });
}
