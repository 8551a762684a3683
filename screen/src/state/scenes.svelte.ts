import { api, tell, Unreachable } from '../api/api';
import type { Scene } from '../api/types';
import { cellsOf } from '../logic/field';
import { inflate } from '../logic/frame';
import type { Labels } from '../logic/labels';
import { readMesh, type Drawn } from '../logic/mesh';
import { treatedNerve } from '../logic/nerve';
import { notices } from './notices.svelte';

/** The anatomy on screen. It changes only when the case's anatomy does, not when a probe moves. */
class Scenes {
  scene = $state.raw<Scene | null>(null);
  labels = $state.raw<Labels | null>(null);
  meshes = $state.raw<Drawn[]>([]);
  /** What is being waited for; empty when all is there. */
  sentence = $state('');
  /** Why there is no anatomy; empty where there is, or will be. */
  failed = $state('');
  nerve = $derived(this.scene ? treatedNerve(this.scene.nerves) : null);
  #key = '';

  async load(key: string): Promise<void> {
    if (key === this.#key) return;
    this.#key = key;
    this.failed = '';
    this.sentence = 'The anatomy is being drawn.';
    try {
      const scene = await api.scene(key, (sentence) => {
        if (this.#key === key) this.sentence = sentence;
      });
      if (this.#key !== key) return;
      const { shape, origin_mm, spacing_mm, url } = scene.labels;
      const values = new Uint8Array(await inflate(await api.bytes(url)));
      const grid = { shape, origin_mm, spacing_mm };
      if (values.length !== cellsOf(grid)) throw new Error('The drawing of the anatomy came incomplete. Reload the page.');
      if (this.#key !== key) return;
      this.scene = scene; // with its labels: a slice never paints one body's labels as another's
      this.labels = { grid, values };
      const withMesh = scene.structures.filter((structure) => structure.mesh !== null);
      const meshes = await Promise.all(
        withMesh.map(async (structure) => ({ structure, mesh: readMesh(await inflate(await api.bytes(structure.mesh!))) })),
      );
      if (this.#key !== key) return;
      this.meshes = meshes;
      this.sentence = '';
    } catch (reason) {
      if (this.#key !== key) return;
      this.#key = '';
      this.sentence = '';
      if (!(reason instanceof Unreachable)) this.failed = [tell(reason).what, tell(reason).remedy].filter(Boolean).join('. ');
      notices.problem(reason);
    }
  }

  clear(): void {
    this.#key = '';
    this.scene = null;
    this.labels = null;
    this.meshes = [];
    this.sentence = this.failed = '';
  }
}

export const scenes = new Scenes();
