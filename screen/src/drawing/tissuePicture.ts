import type { Scene } from '../api/types';
import type { Labels } from '../logic/labels';
import type { Look, Plane } from '../logic/planes';
import { slicePainter } from './slicePainter';
import { drawnInSoftware } from './softness';

/** Without a GPU a plane that moves is painted with this share of the pixels along each side, */
const ROUGH = 0.4;
/** and with all of them once it has rested this long. */
const RESTS_MS = 140;

/** One pane's picture of the tissues: painted anew only when the plane, the look or the window changes; time does not touch it. */
export class TissuePicture {
  readonly canvas = document.createElement('canvas');
  readonly #pen: CanvasRenderingContext2DSettings;
  readonly #again: () => void;
  #painted = '';
  #labels: Labels | null = null;
  #rested = '';
  #waiting: ReturnType<typeof setTimeout> | undefined;

  /** `again` is called when the picture can be drawn with all its pixels. */
  constructor(pen: CanvasRenderingContext2DSettings, again: () => void) {
    this.#pen = pen;
    this.#again = again;
  }

  paint(scene: Scene, labels: Labels, plane: Plane, look: Look, ratio: number, window: { width: number; level: number }): void {
    const state = JSON.stringify([scene.key, plane, look, ratio, window]);
    const rough = drawnInSoftware() && state !== this.#rested;
    const wanted = rough ? `${state} rough` : state;
    if (wanted === this.#painted && labels === this.#labels) return;
    const painter = slicePainter();
    painter.setLabels(labels);
    painter.setStructures(scene.structures);
    const picture = painter.paint(plane, look, rough ? ROUGH * ratio : ratio, window);
    if (!picture) return;
    [this.canvas.width, this.canvas.height] = [Math.round(look.width * ratio), Math.round(look.height * ratio)];
    this.canvas.getContext('2d', this.#pen)!.drawImage(picture, 0, 0, this.canvas.width, this.canvas.height);
    [this.#painted, this.#labels] = [wanted, labels];
    clearTimeout(this.#waiting);
    if (!rough) return;
    this.#waiting = setTimeout(() => {
      this.#rested = state;
      this.#again();
    }, RESTS_MS);
  }

  stop(): void {
    clearTimeout(this.#waiting);
  }
}
