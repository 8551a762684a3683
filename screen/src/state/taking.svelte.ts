import { api } from '../api/api';
import type { ExportPart, ExportResult, Job } from '../api/types';
import { jobs } from './jobs.svelte';
import { notices } from './notices.svelte';

const AT_FIRST = ['report', 'numbers', 'case'];

/** What a person takes from a run: chosen parts, packed by the program into one archive. */
class Taking {
  parts = $state.raw<ExportPart[]>([]);
  chosen = $state<Record<string, boolean>>(Object.fromEntries(AT_FIRST.map((name) => [name, true])));
  ready = $state.raw<ExportResult | null>(null);
  names = $derived(this.parts.map((part) => part.name).filter((name) => this.chosen[name]));
  /** Saves a file; a test says how. */
  save: (address: string) => void = (address) => {
    const link = document.createElement('a');
    link.href = address;
    link.download = '';
    link.click();
  };
  #mine: string | null = null;

  async load(): Promise<void> {
    if (this.parts.length > 0) return;
    try {
      this.parts = await api.exportParts();
    } catch (reason) {
      notices.problem(reason);
    }
  }

  /** Has the chosen parts of a run packed; `time` is of the moment shown, null where the coldest of all is. */
  async pack(run: string, time: number | null): Promise<void> {
    this.ready = null;
    this.#mine = await jobs.begin('export', () => api.export(run, this.names, time), run);
    const known = jobs.list.find((job) => job.job === this.#mine);
    if (known) this.ended(known); // it may have been over before its name was known here
  }

  /** Of a job that this page began, the archive is saved at once. */
  ended(job: Job): void {
    if (job.job !== this.#mine || job.state !== 'done') return;
    this.#mine = null;
    this.ready = (job.result ?? null) as ExportResult | null;
    if (this.ready) this.save(api.archiveUrl(this.ready.run, this.ready.archive));
  }

  clear(): void {
    this.ready = null;
    this.#mine = null;
  }
}

export const taking = new Taking();
