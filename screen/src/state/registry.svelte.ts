import { Refused, tell } from '../api/api';
import { registryApi } from '../api/registry';
import type { CaseTable, Instruments, Kind, RecordRow, RegistryAbout, RegistryCase } from '../api/registryTypes';
import type { Problem } from '../api/types';
import { conditionProblem, whereOf } from '../logic/filterText';
import { notices } from './notices.svelte';
import { session } from './session.svelte';

export const PAGE_OF_CASES = 50;

/** The registry of cases as the page shows it: who comes, the table, and the case that is open. */
class RegistryState {
  about = $state.raw<RegistryAbout | null>(null);
  kinds = $state.raw<Kind[]>([]);
  instruments = $state.raw<Instruments>({ instruments: [], scales: [] });
  table = $state.raw<CaseTable | null>(null);
  open = $state.raw<RegistryCase | null>(null);
  asking = $state(false);
  facets = $state<Record<string, string | null | undefined>>({});
  where = $state('');
  whereProblem = $state.raw<Problem | null>(null);
  sort = $state('');
  down = $state(false);
  offset = $state(0);
  /** Grows with every record that was entered here; pictures are asked for anew. */
  entered = $state(0);
  /** Records that were marked as entered in error on this page, and can be brought back. */
  marked = $state.raw<{ kind: string; row: RecordRow }[]>([]);
  #tables = 0;
  #cases = 0;

  may(what: string): boolean {
    return this.about?.may.includes(what) ?? false;
  }

  get filtered(): boolean {
    return whereOf(this.facets, this.where).length > 0;
  }

  async begin(): Promise<void> {
    try {
      this.about = await registryApi.about();
      if (this.about.installed && !this.kinds.length) [this.kinds, this.instruments] = await Promise.all([registryApi.kinds(), registryApi.instruments()]);
    } catch (reason) {
      const { what, remedy = '' } = tell(reason);
      this.about ??= { installed: true, exists: false, place: '', encrypted: false, who: '', role: '', may: [], problem: { what, remedy }, counts: {} };
      this.about = { ...this.about, problem: { what, remedy } };
    }
  }

  async make(): Promise<void> {
    this.asking = true;
    try {
      this.about = await registryApi.make();
      notices.note('The registry was made. You are its steward.');
      await this.begin();
      await this.list();
    } catch (reason) {
      notices.problem(reason);
    }
    this.asking = false;
  }

  /** The page of cases that is wished; only the newest wish counts. */
  async list(): Promise<void> {
    const wrong = conditionProblem(this.where, this.kinds);
    this.whereProblem = wrong;
    if (wrong) return;
    const turn = ++this.#tables;
    this.asking = true;
    const { sort, down, offset } = this;
    try {
      const table = await registryApi.cases({ where: whereOf(this.facets, this.where), sort, down, offset, limit: PAGE_OF_CASES });
      if (turn === this.#tables) this.table = table;
    } catch (reason) {
      if (turn !== this.#tables) return;
      if (reason instanceof Refused && reason.problem.field === 'where') this.whereProblem = reason.problem;
      else notices.problem(reason);
    } finally {
      if (turn === this.#tables) this.asking = false;
    }
  }

  choose(facet: string, value: string | null | undefined): void {
    this.facets = { ...this.facets, [facet]: value };
    this.offset = 0;
    void this.list();
  }

  clear(): void {
    this.facets = {};
    this.where = '';
    this.offset = 0;
    void this.list();
  }

  /** The same header again turns the order round. */
  order(column: string): void {
    this.down = this.sort === column ? !this.down : false;
    this.sort = column;
    this.offset = 0;
    void this.list();
  }

  turn(by: number): void {
    this.offset = Math.max(0, this.offset + by * PAGE_OF_CASES);
    void this.list();
  }

  async read(id: string): Promise<void> {
    const turn = ++this.#cases;
    if (this.open?.case.record !== id) this.open = null;
    if (!id) return;
    try {
      const open = await registryApi.case(id);
      if (turn === this.#cases) this.open = open;
    } catch (reason) {
      if (turn !== this.#cases) return;
      notices.problem(reason);
      if (reason instanceof Refused) session.show('registry');
    }
  }

  mark(kind: string, row: RecordRow, isVoid: boolean): void {
    const others = this.marked.filter((one) => one.row.record !== row.record);
    this.marked = isVoid ? [...others, { kind, row }] : others;
  }

  /** What a run predicted belongs to a case from then on. */
  async predict(run: string, id: string): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    try {
      const { records } = await registryApi.predict(run, id);
      notices.note(`What the run predicted was entered (${records.length === 1 ? '1 record' : `${records.length} records`}).`);
      await this.changed();
    } catch (reason) {
      notices.problem(reason);
    }
    this.asking = false;
  }

  /** Something was entered or corrected: everything shown is read again. */
  async changed(): Promise<void> {
    this.entered += 1;
    await Promise.all([this.begin(), this.list(), this.open ? this.read(this.open.case.record) : null]);
  }
}

export const registry = new RegistryState();
