let answer: boolean | null = null;

/** Whether pictures are drawn by the processor: then edges are not smoothed in 3D, and less is drawn while something moves. */
export function drawnInSoftware(): boolean {
  if (answer !== null) return answer;
  const gl = document.createElement('canvas').getContext('webgl2');
  const info = gl?.getExtension('WEBGL_debug_renderer_info');
  const name = gl && info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : '';
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  answer = /swiftshader|llvmpipe|software|basic render/i.test(name);
  return answer;
}
