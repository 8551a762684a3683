import type { Structure } from '../api/types';
import { tissueColour } from '../logic/colours';
import type { Labels } from '../logic/labels';
import { fromPane, type Look, type Plane } from '../logic/planes';
import { FRAGMENT, VERTEX } from './sliceShader';

type Vector = [number, number, number];

/** Draws tissues on planes, for all panes, with one WebGL2 context; a pane copies its picture and keeps it until its plane moves. */
export class SlicePainter {
  readonly canvas = document.createElement('canvas');
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #places = new Map<string, WebGLUniformLocation | null>();
  readonly #volume: WebGLTexture;
  readonly #palette: WebGLTexture;
  #labels: Labels | null = null;
  #structures: readonly Structure[] | null = null;

  constructor() {
    const gl = this.canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false, preserveDrawingBuffer: true });
    if (!gl) throw new Error('This browser cannot draw slices: WebGL2 is missing or switched off.');
    this.#gl = gl;
    this.#program = link(gl);
    this.#volume = gl.createTexture();
    this.#palette = gl.createTexture();
    gl.bindVertexArray(gl.createVertexArray());
  }

  setLabels(labels: Labels): void {
    if (this.#labels === labels) return;
    this.#labels = labels;
    const gl = this.#gl;
    const [nx, ny, nz] = labels.grid.shape;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_3D, this.#volume);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.texImage3D(gl.TEXTURE_3D, 0, gl.R8UI, nx, ny, nz, 0, gl.RED_INTEGER, gl.UNSIGNED_BYTE, labels.values);
    nearest(gl, gl.TEXTURE_3D);
  }

  setStructures(structures: readonly Structure[]): void {
    if (this.#structures === structures) return;
    this.#structures = structures;
    const rgba = new Uint8Array(256 * 4);
    const put = (label: number, [r, g, b]: readonly [number, number, number]): void => rgba.set([r, g, b, 255], 4 * label);
    for (let label = 1; label < 256; label++) put(label, [110, 104, 102]);
    put(0, tissueColour('air'));
    for (const { label, kind, name } of structures) put(label, tissueColour(kind, name));
    const gl = this.#gl;
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, this.#palette);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, rgba);
    nearest(gl, gl.TEXTURE_2D);
  }

  /** Paints a plane as `look` shows it, `ratio` pixels to a CSS pixel; the picture is this painter's canvas. */
  paint(plane: Plane, look: Look, ratio: number, window: { width: number; level: number }): HTMLCanvasElement | null {
    const labels = this.#labels;
    if (!labels) return null;
    const width = Math.max(1, Math.round(look.width * ratio));
    const height = Math.max(1, Math.round(look.height * ratio));
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    const { origin_mm, spacing_mm, shape } = labels.grid;
    const voxel = (x: number, y: number): Vector =>
      fromPane(plane, look, x, y).map((value, a) => (value - origin_mm[a]!) / spacing_mm[a]!) as Vector;
    const corner = voxel(0, 0);
    const from = (end: Vector): Vector => end.map((value, a) => value - corner[a]!) as Vector;
    const gl = this.#gl;
    gl.viewport(0, 0, width, height);
    gl.useProgram(this.#program);
    gl.uniform1i(this.#at('labels'), 0);
    gl.uniform1i(this.#at('palette'), 1);
    gl.uniform3fv(this.#at('corner'), corner);
    gl.uniform3fv(this.#at('across'), from(voxel(look.width, 0)));
    gl.uniform3fv(this.#at('downward'), from(voxel(0, look.height)));
    gl.uniform3i(this.#at('shape'), ...shape);
    gl.uniform1f(this.#at('softness'), (1.5 * look.mm_per_px) / ratio / Math.min(...spacing_mm));
    gl.uniform2f(this.#at('brightness'), window.width, window.level);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    return this.canvas;
  }

  #at(name: string): WebGLUniformLocation | null {
    if (!this.#places.has(name)) this.#places.set(name, this.#gl.getUniformLocation(this.#program, name));
    return this.#places.get(name) ?? null;
  }
}

function nearest(gl: WebGL2RenderingContext, target: number): void {
  gl.texParameteri(target, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(target, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  gl.texParameteri(target, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(target, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]] as const) {
    const shader = gl.createShader(kind)!;
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS))
      throw new Error(`The drawing of slices could not be prepared: ${gl.getShaderInfoLog(shader) ?? ''}`);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  return program;
}

let painter: SlicePainter | null = null;

/** The one painter of the page. */
export function slicePainter(): SlicePainter {
  if (painter) return painter;
  const begun = new SlicePainter();
  // a context that was lost draws nothing any more: the next picture begins a new one
  begun.canvas.addEventListener('webglcontextlost', () => {
    if (painter === begun) painter = null;
  });
  return (painter = begun);
}
