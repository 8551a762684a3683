import type { Grid } from '../api/types';
import type { Field } from '../logic/field';
import { counts } from '../state/counts';
import type { Surface } from '../logic/surfaceNets';
import type { IceAnswer, IceQuestion } from './ice.worker';

export interface Shown {
  field: Field;
  surfaces: Surface[];
}

let worker: Worker | null = null;
let last = 0;
const waiting = new Map<number, { grid: Grid; done: (shown: Shown) => void; failed: (reason: Error) => void }>();

function start(): Worker {
  const begun = new Worker(new URL('./ice.worker.ts', import.meta.url), { type: 'module', name: 'ice' });
  begun.onmessage = (event: MessageEvent<IceAnswer>) => {
    const answer = event.data;
    const who = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (!who) return;
    if ('problem' in answer) return who.failed(new Error(answer.problem));
    counts.worker_ms += answer.took_ms;
    counts.worker_frames += 1;
    who.done({ field: { grid: who.grid, values: answer.values }, surfaces: answer.surfaces });
  };
  begun.onerror = () => {
    for (const who of waiting.values()) who.failed(new Error('The ice could not be drawn. Reload the page.'));
    waiting.clear();
    worker = null;
  };
  return begun;
}

/** The field and, unless they are not wanted, the surfaces of a frame, whose buffer is given away. */
export function askWorker(question: { frame: ArrayBuffer; grid: Grid; coarse: boolean; surfaces?: boolean }): Promise<Shown> {
  worker ??= start();
  const id = ++last;
  // A grid kept in the screen's state may be wrapped, which no worker can be sent.
  const { shape, origin_mm, spacing_mm } = question.grid;
  const grid: Grid = { shape: [...shape], origin_mm: [...origin_mm], spacing_mm: [...spacing_mm] };
  return new Promise((done, failed) => {
    waiting.set(id, { grid, done, failed });
    const sent: IceQuestion = { id, frame: question.frame, grid, coarse: question.coarse, surfaces: question.surfaces ?? true };
    worker!.postMessage(sent, [question.frame]);
  });
}
