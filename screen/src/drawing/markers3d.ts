import {
  BufferGeometry, CylinderGeometry, Float32BufferAttribute, Group, LineBasicMaterial, LineSegments, Mesh, MeshBasicMaterial,
  MeshLambertMaterial, SphereGeometry, TorusGeometry, Vector3, type PerspectiveCamera,
} from 'three';
import type { Probe, ProbePlace, Triple } from '../api/types';
import { ringOf, type Grip } from '../logic/probes';

const UP = new Vector3(0, 1, 0);
const OUT = new Vector3(0, 0, 1);

export interface Held {
  name: string;
  grip: Grip;
}

/** Probes with their handles, and the crosshair. */
export class Markers {
  readonly group = new Group();
  readonly #probes = new Group();
  readonly #cross: LineSegments;
  readonly #looks = {
    shaft: new MeshLambertMaterial({ color: 0xb9c4cf }),
    active: new MeshLambertMaterial({ color: 0x2fd6ae, emissive: 0x0d5c49 }),
    held: new MeshBasicMaterial({ color: 0xffd166, depthTest: false, transparent: true }),
    free: new MeshBasicMaterial({ color: 0x7ff0d4, depthTest: false, transparent: true }),
    cross: new LineBasicMaterial({ color: 0xffd166, depthTest: false, transparent: true, opacity: 0.9 }),
  };
  readonly #shapes = {
    rod: new CylinderGeometry(1, 1, 1, 18),
    tip: new SphereGeometry(1, 14, 10),
    ring: new TorusGeometry(1.35, 0.32, 8, 24),
    cross: new BufferGeometry(),
  };
  #handles: { mesh: Mesh; at: Vector3 }[] = [];

  constructor() {
    const { cross } = this.#shapes;
    cross.setAttribute('position', new Float32BufferAttribute([-1, 0, 0, 1, 0, 0, 0, -1, 0, 0, 1, 0, 0, 0, -1, 0, 0, 1], 3));
    this.#cross = new LineSegments(cross, this.#looks.cross);
    this.#cross.renderOrder = 60;
    this.group.add(this.#probes, this.#cross);
  }

  setCrosshair(at: Triple): void {
    this.#cross.position.set(...at);
  }

  setProbes(probes: readonly Probe[], places: readonly ProbePlace[], held: Held | null): void {
    this.#probes.clear();
    this.#handles = [];
    probes.forEach((probe, index) => {
      const place = places[index];
      if (!place) return;
      const tip = new Vector3(...place.tip_mm);
      const axis = new Vector3(...place.axis);
      const end = new Vector3(...ringOf(place, probe.insertion_mm));
      const active = tip.clone().addScaledVector(axis, probe.active_length_mm);
      const beyond = end.clone().addScaledVector(axis, 28); // the part a hand holds, outside the skin
      const radius = probe.diameter_mm / 2;
      this.#probes.add(this.#rod(tip, active, radius + 0.05, this.#looks.active), this.#rod(active, beyond, radius, this.#looks.shaft));
      for (const grip of ['tip', 'ring'] as const) {
        const taken = held?.name === probe.name && held.grip === grip;
        const mesh = new Mesh(this.#shapes[grip], taken ? this.#looks.held : this.#looks.free);
        mesh.renderOrder = 61;
        mesh.position.copy(grip === 'tip' ? tip : end);
        if (grip === 'ring') mesh.quaternion.setFromUnitVectors(OUT, axis);
        this.#handles.push({ mesh, at: mesh.position });
        this.#probes.add(mesh);
      }
    });
  }

  /** Handles and crosshair keep their size on the screen. */
  face(camera: PerspectiveCamera, height: number): void {
    const perPixel = (2 * Math.tan(((camera.fov / 2) * Math.PI) / 180)) / Math.max(height, 1);
    for (const { mesh, at } of this.#handles) mesh.scale.setScalar(5 * perPixel * camera.position.distanceTo(at));
    this.#cross.scale.setScalar(12 * perPixel * camera.position.distanceTo(this.#cross.position));
  }

  dispose(): void {
    for (const one of [...Object.values(this.#looks), ...Object.values(this.#shapes)]) one.dispose();
  }

  #rod(from: Vector3, to: Vector3, radius: number, material: MeshLambertMaterial): Mesh {
    const mesh = new Mesh(this.#shapes.rod, material);
    const way = to.clone().sub(from);
    mesh.position.copy(from).addScaledVector(way, 0.5);
    mesh.scale.set(radius, way.length(), radius);
    mesh.quaternion.setFromUnitVectors(UP, way.normalize());
    return mesh;
  }
}
