/** Does something with each value, so many at once. */
export async function mapLanes<Value>(
  values: readonly Value[],
  lanes: number,
  act: (value: Value) => Promise<void>,
): Promise<void> {
  const next = values.values();
  const lane = async (): Promise<void> => {
    for (const value of next) await act(value);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
