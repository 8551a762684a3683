export const VERTEX = `#version 300 es
const vec2 CORNERS[3] = vec2[3](vec2(-1.0, -1.0), vec2(3.0, -1.0), vec2(-1.0, 3.0));
out vec2 place; // 0 to 1, from the upper left
void main() {
  vec2 corner = CORNERS[gl_VertexID];
  place = vec2(0.5 + 0.5 * corner.x, 0.5 - 0.5 * corner.y);
  gl_Position = vec4(corner, 0.0, 1.0);
}`;

/**
 * Tissues on a plane. Where the voxels around a point disagree, the 125 nearest vote with Gaussian weights: outlines are
 * then smooth below the voxel, and the line between the two winners is even. A sheet one voxel thick still wins its place.
 */
export const FRAGMENT = `#version 300 es
precision highp float;
precision highp int;
precision highp usampler3D;
uniform usampler3D labels;
uniform sampler2D palette;
uniform vec3 corner; // in voxels
uniform vec3 across; // voxels over the whole width
uniform vec3 downward;
uniform ivec3 shape;
uniform float softness; // votes per pixel
uniform vec2 brightness; // width and middle of the window
in vec2 place;
out vec4 colour;

uint labelAt(ivec3 at) {
  if (any(lessThan(at, ivec3(0))) || any(greaterThanEqual(at, shape))) return 0u;
  return texelFetch(labels, at, 0).r;
}

const float SPREAD = 0.65; // standard deviation, voxels

vec3 shade(uint label) {
  vec3 rgb = texelFetch(palette, ivec2(int(label), 0), 0).rgb;
  if (label == 0u) return rgb;
  return clamp((rgb - brightness.y) / brightness.x + 0.5, 0.0, 1.0);
}

void main() {
  vec3 at = corner + place.x * across + place.y * downward;
  uint first = labelAt(ivec3(floor(at - 0.6)));
  bool same = true;
  for (int n = 1; n < 8 && same; n++) {
    vec3 way = vec3(float(n & 1), float((n >> 1) & 1), float(n >> 2));
    same = labelAt(ivec3(floor(at + mix(vec3(-0.6), vec3(1.6), way)))) == first;
  }
  if (same) { colour = vec4(shade(first), 1.0); return; }

  ivec3 middle = ivec3(floor(at + 0.5));
  vec3 from = at - vec3(middle);
  uint found[6];
  float votes[6];
  float all = 0.0;
  int count = 0;
  for (int k = -2; k <= 2; k++) for (int j = -2; j <= 2; j++) for (int i = -2; i <= 2; i++) {
    vec3 away = vec3(float(i), float(j), float(k)) - from;
    float weight = exp(-0.5 * dot(away, away) / (SPREAD * SPREAD));
    if (weight < 0.003) continue;
    uint label = labelAt(middle + ivec3(i, j, k));
    all += weight;
    int slot = 0;
    for (; slot < count; slot++) if (found[slot] == label) break;
    if (slot == 6) continue;
    if (slot == count) { found[count] = label; votes[count] = 0.0; count++; }
    votes[slot] += weight;
  }
  int best = 0;
  for (int n = 1; n < count; n++) if (votes[n] > votes[best]) best = n;
  int second = best == 0 ? 1 : 0;
  for (int n = 0; n < count; n++) if (n != best && votes[n] > votes[second]) second = n;
  if (count < 2) { colour = vec4(shade(found[best]), 1.0); return; }
  float lead = (votes[best] - votes[second]) / max(softness * all, 1e-4);
  vec3 mixed = mix(shade(found[second]), shade(found[best]), 0.5 + 0.5 * clamp(lead, 0.0, 1.0));
  float line = 1.0 - smoothstep(0.5, 1.3, lead); // a dark line between tissues
  colour = vec4(mixed * (1.0 - 0.45 * line), 1.0);
}`;
