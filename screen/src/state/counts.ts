/** What drawing took and held, since the page was opened; for measurements only, nothing on the page follows it. */
export const counts = {
  /** Milliseconds that the worker computed for frames, and for how many. */
  worker_ms: 0,
  worker_frames: 0,
  /** Of the last picture in 3D. */
  calls: 0,
  triangles: 0,
};
