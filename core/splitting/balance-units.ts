/**
 * Sizes of the units that a known number of items makes: as few as the limit allows, and of sizes that differ by at most
 * one, smaller ones first.
 * @param unitItems most items in a unit, 1 or more
 */
export function balanceUnits(totalItems: number, unitItems: number): number[] {
  checkPositive('unitItems', unitItems);
  return spreadEvenly(totalItems, Math.ceil(totalItems / unitItems));
}

/** Spreads a total over parts whose sizes differ by at most one, smaller ones first. */
export function spreadEvenly(total: number, parts: number): number[] {
  if (parts === 0) return [];
  const size = Math.floor(total / parts);
  const smaller = parts - (total % parts);
  return Array.from({ length: parts }, (_, part) => (part < smaller ? size : size + 1));
}

/** Makes sure of a limit. @throws RangeError unless it is a whole number, 1 or more */
export function checkPositive(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw new RangeError(`${name} is ${value}; it must be a whole number, 1 or more.`);
}
