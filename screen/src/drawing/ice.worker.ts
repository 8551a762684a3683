import type { Grid } from '../api/types';
import { ISOTHERMS } from '../logic/colours';
import { cellsOf, halved } from '../logic/field';
import { readField } from '../logic/frame';
import { surfaceOf, type Surface } from '../logic/surfaceNets';

export interface IceQuestion {
  id: number;
  frame: ArrayBuffer;
  grid: Grid;
  coarse: boolean;
  surfaces: boolean;
}

export type IceAnswer =
  | { id: number; values: Int16Array<ArrayBuffer>; surfaces: Surface[]; took_ms: number }
  | { id: number; problem: string };

self.onmessage = (event: MessageEvent<IceQuestion>): void => {
  void answer(event.data);
};

/** Undoes the compression and draws the three surfaces, away from the thread that draws the screen. */
async function answer({ id, frame, grid, coarse, surfaces: wanted }: IceQuestion): Promise<void> {
  try {
    const began = performance.now();
    const values = await readField(frame, cellsOf(grid));
    const field = { grid, values };
    const large = cellsOf(grid) > 60_000;
    const shown = coarse && large ? halved(field) : field;
    const surfaces = wanted ? ISOTHERMS.map(({ level }) => surfaceOf(shown, level)) : [];
    const buffers = surfaces.flatMap((s) => [s.positions.buffer, s.normals.buffer, s.indices.buffer]);
    const told: IceAnswer = { id, values, surfaces, took_ms: performance.now() - began };
    self.postMessage(told, { transfer: [values.buffer, ...buffers] });
  } catch (reason) {
    const told: IceAnswer = { id, problem: reason instanceof Error ? reason.message : String(reason) };
    self.postMessage(told);
  }
}
