export interface Beside<Row> {
  label: string;
  first: Row | null;
  second: Row | null;
}

/** Rows of two tables side by side, by label; what only one of them has stays, with nothing beside it. */
export function sideBySide<Row extends { label: string }>(first: readonly Row[], second: readonly Row[]): Beside<Row>[] {
  const labels = [...new Set([...first, ...second].map((row) => row.label))];
  const find = (rows: readonly Row[], label: string): Row | null => rows.find((row) => row.label === label) ?? null;
  return labels.map((label) => ({ label, first: find(first, label), second: find(second, label) }));
}
