import { Vector3, type PerspectiveCamera } from 'three';
import type { Triple } from '../api/types';

/** A camera on a sphere around what is looked at; proximal stays up. */
export class OrbitCamera {
  target = new Vector3();
  distance = 200;
  /** Angles, radians: around the limb's axis, and above its level. */
  around = 0;
  above = 0.18;
  #home = { target: new Vector3(), distance: 200, around: 0, above: 0.18 };

  constructor(private readonly camera: PerspectiveCamera) {
    camera.up.set(0, 0, 1);
  }

  /** Looks at `target` so that a sphere of `radius` fills the pane, from the direction of `from`. */
  home(target: Triple, radius: number, from: Triple): void {
    const distance = radius / Math.sin(((this.camera.fov / 2) * Math.PI) / 180);
    this.#home = { target: new Vector3(...target), distance, around: Math.atan2(from[1], from[0]), above: 0.2 };
    this.reset();
  }

  reset(): void {
    this.target.copy(this.#home.target);
    this.distance = this.#home.distance;
    this.around = this.#home.around;
    this.above = this.#home.above;
    this.place();
  }

  turn(dx: number, dy: number): void {
    this.around -= dx * 0.008;
    this.above = Math.min(1.5, Math.max(-1.5, this.above + dy * 0.008));
    this.place();
  }

  /** Moves what is looked at by pixels of a pane `height` px high. */
  pan(dx: number, dy: number, height: number): void {
    const mm = (2 * this.distance * Math.tan(((this.camera.fov / 2) * Math.PI) / 180)) / height;
    const right = new Vector3().setFromMatrixColumn(this.camera.matrixWorld, 0);
    const up = new Vector3().setFromMatrixColumn(this.camera.matrixWorld, 1);
    this.target.addScaledVector(right, -dx * mm).addScaledVector(up, dy * mm);
    this.place();
  }

  zoom(by: number): void {
    this.distance = Math.min(1500, Math.max(15, this.distance / by));
    this.place();
  }

  place(): void {
    const flat = Math.cos(this.above);
    const from = new Vector3(flat * Math.cos(this.around), flat * Math.sin(this.around), Math.sin(this.above));
    this.camera.position.copy(this.target).addScaledVector(from, this.distance);
    this.camera.near = Math.max(1, this.distance / 50);
    this.camera.far = this.distance + 1500;
    this.camera.lookAt(this.target);
    this.camera.updateProjectionMatrix();
    this.camera.updateMatrixWorld();
  }
}
