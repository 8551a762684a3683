export interface Beside<Row> {
  label: string;
  first: Row | null;
  second: Row | null;
}

/**
 * Rows of two tables side by side, by label; what only one of them has stays, with nothing beside it. Of rows with the
 * same label (one for each nerve) the first stands beside the first, the second beside the second.
 */
export function sideBySide<Row extends { label: string }>(first: readonly Row[], second: readonly Row[]): Beside<Row>[] {
  const left = [...second];
  const taken = (label: string): Row | null => {
    const at = left.findIndex((row) => row.label === label);
    return at < 0 ? null : left.splice(at, 1)[0]!;
  };
  const beside: Beside<Row>[] = first.map((row) => ({ label: row.label, first: row, second: taken(row.label) }));
  return [...beside, ...left.map((row) => ({ label: row.label, first: null, second: row }))];
}
