/**
 * Whether a package may be used by what its field `license` says: an SPDX expression such as `MIT` or
 * `(MIT OR GPL-3.0-only)`. Of alternatives one must be allowed, of what holds together all. An exception (`WITH`) and
 * anything that is no SPDX expression are not allowed.
 *
 * @param allowed SPDX identifiers
 */
export function allowsLicence(expression: string, allowed: ReadonlySet<string>): boolean {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;

  const readOne = (): boolean => {
    const token = tokens[at++];
    if (token !== '(') return token !== undefined && allowed.has(token);
    const inner = readAlternatives();
    return tokens[at++] === ')' && inner;
  };
  // Every operand is read, also where the answer is known, so that what comes after it is in its place.
  const readTogether = (): boolean => {
    let all = readOne();
    while (tokens[at] === 'AND') {
      at++;
      all = readOne() && all;
    }
    return all;
  };
  const readAlternatives = (): boolean => {
    let any = readTogether();
    while (tokens[at] === 'OR') {
      at++;
      any = readTogether() || any;
    }
    return any;
  };

  return readAlternatives() && at === tokens.length;
}
