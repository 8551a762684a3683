import {
  AmbientLight, BufferAttribute, BufferGeometry, Color, DirectionalLight, DoubleSide, Group, Mesh, MeshLambertMaterial,
  PerspectiveCamera, Raycaster, Scene, Vector2, Vector3, WebGLRenderer, type ShaderMaterial,
} from 'three';
import type { Triple } from '../api/types';
import { hex, ISOTHERMS, LEVELS, tissueColour } from '../logic/colours';
import { coarser, outermost, vertexNormals, type Drawn } from '../logic/mesh';
import type { Surface } from '../logic/surfaceNets';
import { counts } from '../state/counts';
import { iceMaterial, setOpacity, shellMaterial, skinMaterial, tinted } from './materials';
import { OrbitCamera } from './orbitCamera';
import { drawnInSoftware } from './softness';
import { Markers } from './markers3d';

const SOFTWARE_TRIANGLES = 2500; // of a structure, where a processor draws

/** The 3D view: anatomy, ice and probes; draws only when asked to. */
export class Scene3d {
  readonly camera = new PerspectiveCamera(32, 1, 5, 3000);
  readonly orbit = new OrbitCamera(this.camera);
  readonly markers = new Markers();
  readonly #renderer: WebGLRenderer;
  readonly #scene = new Scene();
  readonly #anatomy = new Group();
  readonly #ice: Mesh[];
  /** How sure a place gets cold: the inner surface, then the outer one. */
  readonly #shells: Mesh[];
  readonly #ray = new Raycaster();
  #lamp = new DirectionalLight(0xffffff, 2.1);
  #asked = false;
  #over = false;
  #size = { width: 0, height: 0, ratio: 1 };
  /** Told after every picture. */
  whenDrawn: (() => void) | null = null;

  constructor(canvas: HTMLCanvasElement) {
    this.#renderer = new WebGLRenderer({ canvas, antialias: !drawnInSoftware(), alpha: false, powerPreference: 'high-performance' });
    this.#scene.background = new Color(0x0b1016);
    this.#scene.add(new AmbientLight(0xffffff, 1.1), this.#lamp, this.#anatomy, this.markers.group);
    const shell = (material: ShaderMaterial, order: number): Mesh => {
      const mesh = new Mesh(new BufferGeometry(), material);
      mesh.renderOrder = order;
      mesh.frustumCulled = false;
      mesh.visible = false;
      this.#scene.add(mesh);
      return mesh;
    };
    // the innermost first, so that it shines through
    this.#ice = LEVELS.map((level, index) => shell(iceMaterial(level), 20 - index));
    this.#shells = [shell(shellMaterial(0.62, 1), 18), shell(shellMaterial(0.16, 0.8), 19)];
  }

  resize(width: number, height: number, ratio: number): void {
    const same = this.#size.width === width && this.#size.height === height && this.#size.ratio === ratio;
    if (same) return;
    this.#size = { width, height, ratio };
    if (width < 1 || height < 1) return; // hidden
    this.#renderer.setPixelRatio(ratio);
    this.#renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    this.ask();
  }

  setAnatomy(drawn: readonly Drawn[]): void {
    for (const child of this.#anatomy.children as Mesh[]) {
      child.geometry.dispose();
      (child.material as MeshLambertMaterial).dispose();
    }
    this.#anatomy.clear();
    const outer = outermost(drawn);
    for (const { structure, mesh: whole } of drawn) {
      const mesh = drawnInSoftware() ? coarser(whole, SOFTWARE_TRIANGLES) : whole;
      const geometry = new BufferGeometry();
      geometry.setAttribute('position', new BufferAttribute(mesh.positions, 3));
      geometry.setAttribute('normal', new BufferAttribute(vertexNormals(mesh), 3));
      geometry.setIndex(new BufferAttribute(mesh.indices, 1));
      const solid = new Mesh(geometry, outer.has(structure) ? skinMaterial() : materialOf(structure.kind, structure.name));
      solid.name = structure.kind;
      solid.userData.outer = outer.has(structure);
      solid.renderOrder = solid.userData.outer ? 40 : 0;
      this.#anatomy.add(solid);
    }
    this.ask();
  }

  /** How much of each kind of tissue is seen, 0 to 1. */
  setOpacities(seen: (kind: string) => number): void {
    for (const child of this.#anatomy.children as Mesh[]) {
      const opacity = seen(child.name);
      child.visible = opacity > 0;
      setOpacity(child.material as MeshLambertMaterial, opacity);
      if (!child.userData.outer) child.renderOrder = opacity < 0.99 ? 10 : 0; // before the ice, which shines through it
    }
    this.ask();
  }

  setIce(surfaces: readonly Surface[], shown: (level: number) => boolean): void {
    this.#ice.forEach((mesh, index) => fill(mesh, surfaces[index], shown(LEVELS[index]!)));
    this.ask();
  }

  /** Two nested surfaces of a temperature, the inner one first; none where there are none. */
  setShells(surfaces: readonly Surface[], level: number): void {
    const colour = ISOTHERMS.find((isotherm) => isotherm.level === level)?.colour ?? '#ffffff';
    this.#shells.forEach((mesh, index) => {
      fill(mesh, surfaces[index], true);
      tinted(mesh.material as ShaderMaterial, colour);
    });
    this.ask();
  }

  /** Where the pointer meets what can be clicked (anatomy without skin, and ice), mm. */
  pick(x: number, y: number): Triple | null {
    this.#ray.setFromCamera(this.#normalised(x, y), this.camera);
    const aims = [...this.#anatomy.children.filter((child) => child.visible && !child.userData.outer), ...[...this.#ice, ...this.#shells].filter((m) => m.visible)];
    const hit = this.#ray.intersectObjects(aims, false)[0];
    return hit ? (hit.point.toArray() as Triple) : null;
  }

  toPane(at: Triple): [number, number] {
    const p = new Vector3(...at).project(this.camera);
    return [((p.x + 1) / 2) * this.#size.width, ((1 - p.y) / 2) * this.#size.height];
  }

  /** Millimetres to a pixel at a point's depth. */
  mmPerPx(at: Triple): number {
    const depth = new Vector3(...at).sub(this.camera.position).dot(this.camera.getWorldDirection(new Vector3()));
    return (2 * Math.tan((this.camera.fov * Math.PI) / 360) * Math.max(depth, 0)) / Math.max(this.#size.height, 1);
  }

  /** Directions to the right and downwards on the screen. */
  directions(): { right: Triple; down: Triple } {
    const [x, y] = [new Vector3(), new Vector3()];
    this.camera.matrixWorld.extractBasis(x, y, new Vector3());
    return { right: x.toArray() as Triple, down: y.negate().toArray() as Triple };
  }

  /** The point under the pointer on the plane through `through` that faces the camera. */
  onFacingPlane(x: number, y: number, through: Triple): Triple {
    this.#ray.setFromCamera(this.#normalised(x, y), this.camera);
    const normal = this.camera.getWorldDirection(new Vector3());
    const { origin, direction } = this.#ray.ray;
    const distance = new Vector3(...through).sub(origin).dot(normal) / direction.dot(normal);
    return origin.clone().addScaledVector(direction, distance).toArray() as Triple;
  }

  /** Asks for one picture at the next frame, however often it is called. */
  ask(): void {
    if (this.#asked || this.#over || this.#size.width < 1) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      if (this.#over) return;
      this.#lamp.position.copy(this.camera.position).add(new Vector3(60, 40, 120));
      this.markers.face(this.camera, this.#size.height);
      this.#renderer.render(this.#scene, this.camera);
      ({ calls: counts.calls, triangles: counts.triangles } = this.#renderer.info.render);
      this.whenDrawn?.();
    });
  }

  dispose(): void {
    this.#over = true;
    this.setAnatomy([]);
    for (const mesh of [...this.#ice, ...this.#shells]) {
      mesh.geometry.dispose();
      (mesh.material as ShaderMaterial).dispose();
    }
    this.markers.dispose();
    this.#renderer.dispose();
    this.#renderer.forceContextLoss();
  }

  #normalised(x: number, y: number): Vector2 {
    return new Vector2((2 * x) / this.#size.width - 1, 1 - (2 * y) / this.#size.height);
  }
}

/** Puts a surface in the place of what a mesh has; hides it where there is nothing to see. */
function fill(mesh: Mesh, surface: Surface | undefined, shown: boolean): void {
  mesh.visible = surface !== undefined && surface.indices.length > 0 && shown;
  if (!surface || !mesh.visible) return;
  mesh.geometry.dispose();
  mesh.geometry = new BufferGeometry();
  mesh.geometry.setAttribute('position', new BufferAttribute(surface.positions, 3));
  mesh.geometry.setAttribute('normal', new BufferAttribute(surface.normals, 3));
  mesh.geometry.setIndex(new BufferAttribute(surface.indices, 1));
}

function materialOf(kind: string, name: string): MeshLambertMaterial {
  const colour = hex(tissueColour(kind, name));
  if (kind === 'muscle' || kind === 'fat')
    return new MeshLambertMaterial({ color: colour, side: DoubleSide });
  return new MeshLambertMaterial({ color: colour });
}
