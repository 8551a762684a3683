// Lines and dashes are drawn much quicker by the processor than by a software GPU, and as well on a real one.
export const PEN: CanvasRenderingContext2DSettings = { alpha: false, willReadFrequently: true };

/** Pixels of the screen to one of the page, as slices are drawn: more than two are not seen. */
export const pixelRatio = (): number => Math.min(window.devicePixelRatio || 1, 2);

/** The pen of a pane's canvas, as large as the pane, in pixels of the screen. */
export function penOf(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const [wide, high] = [width, height].map((px) => Math.round(px * pixelRatio())) as [number, number];
  if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide, high];
  const pen = canvas.getContext('2d', PEN)!;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  return pen;
}
