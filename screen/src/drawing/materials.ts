import { Color, FrontSide, ShaderMaterial, type MeshLambertMaterial } from 'three';

const VERTEX = `
varying vec3 towards;
varying vec3 normalInView;
void main() {
  vec4 inView = modelViewMatrix * vec4(position, 1.0);
  towards = -inView.xyz;
  normalInView = normalMatrix * normal;
  gl_Position = projectionMatrix * inView;
}`;

/** A shell that is clear where it is looked at squarely and bright at its rim, as glass is. */
const FRAGMENT = `
uniform vec3 tint;
uniform float clearness;
uniform float rim;
uniform float strength;
varying vec3 towards;
varying vec3 normalInView;
void main() {
  float facing = abs(dot(normalize(normalInView), normalize(towards)));
  float edge = pow(1.0 - facing, 2.2);
  float light = 0.62 + 0.38 * facing;
  gl_FragColor = vec4(tint * mix(light, 1.0, edge), strength * mix(clearness, rim, edge));
  #include <colorspace_fragment>
}`;

function glass(colour: number, clearness: number, rim: number): ShaderMaterial {
  return new ShaderMaterial({
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    uniforms: { tint: { value: new Color(colour) }, clearness: { value: clearness }, rim: { value: rim }, strength: { value: 1 } },
    transparent: true,
    depthWrite: false,
    side: FrontSide,
  });
}

export const skinMaterial = (): ShaderMaterial => glass(0xe8c3aa, 0.06, 0.62);

export function iceMaterial(level: number): ShaderMaterial {
  if (level === 0) return glass(0xe6f3ff, 0.2, 0.75);
  if (level === -20) return glass(0x56b4e9, 0.42, 0.9);
  return glass(0xe69f00, 0.75, 1);
}

export const shellMaterial = (clearness: number, rim: number): ShaderMaterial => glass(0xffffff, clearness, rim);

export function tinted(material: ShaderMaterial, colour: string): void {
  (material.uniforms.tint!.value as Color).set(colour);
}

/** How much of a tissue is seen: a shell of glass fades, anything else is clear in parts. */
export function setOpacity(material: ShaderMaterial | MeshLambertMaterial, opacity: number): void {
  if (material instanceof ShaderMaterial) {
    material.uniforms.strength!.value = opacity;
    return;
  }
  const clear = opacity < 0.99;
  if (material.transparent !== clear) material.needsUpdate = true;
  material.transparent = clear;
  material.depthWrite = opacity > 0.6; // below that, what lies behind must not vanish
  material.opacity = opacity;
}
