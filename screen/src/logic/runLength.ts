/** Labels of a slice out of runs: number and length, little-endian uint16, in order of the rows. */
export function unrolled(body: ArrayBuffer, count: number): Uint16Array {
  const runs = new Uint16Array(body);
  const labels = new Uint16Array(count);
  let at = 0;
  for (let n = 0; n + 1 < runs.length; n += 2) {
    const end = Math.min(count, at + runs[n + 1]!);
    labels.fill(runs[n]!, at, end);
    at = end;
  }
  if (at !== count) throw new Error('A slice of labels is not whole. Reload the page.');
  return labels;
}
