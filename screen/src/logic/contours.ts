/** A line of equal temperature in grid units (column, row); closed where its end is its start. */
export interface Contour {
  points: Float32Array;
  closed: boolean;
}

/**
 * Lines where a sampled picture has `level`, by marching squares, linear along each edge of the raster; every line is
 * joined from end to end, so that dashes run evenly along it.
 */
export function contoursOf(values: Float32Array, columns: number, rows: number, level: number): Contour[] {
  const points: number[] = []; // x, y of every crossed edge
  const across = new Int32Array(columns * rows).fill(-1); // edge from a point to its right neighbour
  const downward = new Int32Array(columns * rows).fill(-1); // and to its lower one
  const links: [number, number][] = []; // of a crossing: the crossings it is joined to, -1 where none yet

  const crossing = (table: Int32Array, at: number, x: number, y: number): number => {
    if (table[at]! < 0) {
      table[at] = links.length;
      points.push(x, y);
      links.push([-1, -1]);
    }
    return table[at]!;
  };
  const join = (a: number, b: number): void => {
    const one = links[a]!;
    const other = links[b]!;
    if (one[0] < 0) one[0] = b;
    else one[1] = b;
    if (other[0] < 0) other[0] = a;
    else other[1] = a;
  };

  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < columns - 1; column++) {
      const at = row * columns + column;
      const a = values[at]! - level;
      const b = values[at + 1]! - level;
      const c = values[at + columns + 1]! - level;
      const d = values[at + columns]! - level;
      const shape = (a < 0 ? 1 : 0) | (b < 0 ? 2 : 0) | (c < 0 ? 4 : 0) | (d < 0 ? 8 : 0);
      if (shape === 0 || shape === 15) continue;
      const top = () => crossing(across, at, column + a / (a - b), row);
      const right = () => crossing(downward, at + 1, column + 1, row + b / (b - c));
      const bottom = () => crossing(across, at + columns, column + d / (d - c), row + 1);
      const left = () => crossing(downward, at, column, row + a / (a - d));
      switch (shape) {
        case 1: case 14: join(left(), top()); break;
        case 2: case 13: join(top(), right()); break;
        case 3: case 12: join(left(), right()); break;
        case 4: case 11: join(right(), bottom()); break;
        case 6: case 9: join(top(), bottom()); break;
        case 7: case 8: join(left(), bottom()); break;
        default: {
          // Two opposite corners are cold: the mean decides whether they hang together.
          const together = a + b + c + d < 0;
          if ((shape === 5) === together) {
            join(top(), right());
            join(left(), bottom());
          } else {
            join(left(), top());
            join(right(), bottom());
          }
        }
      }
    }
  }
  return follow(points, links);
}

function follow(points: number[], links: [number, number][]): Contour[] {
  const seen = new Uint8Array(links.length);
  const found: Contour[] = [];
  const walk = (start: number): void => {
    const line: number[] = [];
    let from = -1;
    let here = start;
    while (here >= 0 && !seen[here]) {
      seen[here] = 1;
      line.push(points[2 * here]!, points[2 * here + 1]!);
      const [one, other] = links[here]!;
      const next = one !== from ? one : other;
      from = here;
      here = next;
    }
    const closed = here === start && line.length > 4;
    if (closed) line.push(line[0]!, line[1]!);
    if (line.length > 2) found.push({ points: new Float32Array(line), closed });
  };
  links.forEach(([, second], index) => second < 0 && !seen[index] && walk(index)); // open lines from their ends
  links.forEach((_, index) => !seen[index] && walk(index));
  return found;
}
