const PLACEHOLDER = /\$\{(!?)([^}]*)\}/g;

/**
 * Replaces `${name}` in the text of an Fn::Sub; `${!name}` gives `${name}`, as CloudFormation does.
 * @param lookUp gives the text for a name
 */
export function substitute(text: string, lookUp: (name: string) => string): string {
  return text.replaceAll(PLACEHOLDER, (_, literal: string, name: string) =>
    literal === '' ? lookUp(name.trim()) : `\${${name}}`,
  );
}

/** Names that the text of an Fn::Sub refers to. */
export function subPlaceholders(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)]
    .filter(([, literal]) => literal === '')
    .map(([, , name]) => (name ?? '').trim());
}

/**
 * Applies the DefinitionSubstitutions of a state machine: plain text replacement of `${name}` for the given names.
 * Others stay as they are, for a definition may hold them for its own purposes.
 */
export function substituteDefinition(definition: string, values: Readonly<Record<string, string>>): string {
  return definition.replaceAll(PLACEHOLDER, (whole, literal: string, name: string) => {
    const value = literal === '' && Object.hasOwn(values, name) ? values[name] : undefined;
    return value ?? whole;
  });
}
