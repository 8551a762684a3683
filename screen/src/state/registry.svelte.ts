import { Refused } from '../api/api';
import { PAGE_ROWS, registryApi } from '../api/registry';
import type { CasePage, CaseWhole, InstrumentList, Kind, RegistryState, TableWish } from '../api/registryTypes';
import { conditionOf, typedConditions } from '../logic/recordForm';
import { notices } from './notices.svelte';

export const FILTERS = ['nerve', 'side', 'indication', 'sex', 'amputation_level', 'consent'] as const;

/** The page of the registry: a table of cases, one of them in time, or a form. */
class Registry {
  open = $state(false);
  view = $state<'table' | 'case' | 'form'>('table');
  told = $state.raw<RegistryState | null>(null);
  kinds = $state.raw<Kind[]>([]);
  instruments = $state.raw<InstrumentList | null>(null);
  page = $state.raw<CasePage | null>(null);
  whole = $state.raw<CaseWhole | null>(null);
  loading = $state(false);
  sort = $state('entered');
  down = $state(true);
  offset = $state(0);
  filters = $state<Record<string, string>>({});
  typed = $state('');
  /** What is wrong with the typed conditions. */
  typedProblem = $state('');
  /** Which form is open: a new case, or a record of the case that is shown. */
  form = $state<'case' | 'consent' | 'procedure' | 'measurement' | 'adverse_event'>('case');
  unsaved = $state(false);
  #asked = 0;

  get mayAdd(): boolean {
    return Boolean(this.told?.may.includes('add'));
  }

  async toggle(): Promise<void> {
    if (this.open) return void this.close();
    this.open = true;
    await this.begin();
  }

  async begin(): Promise<void> {
    try {
      this.told = await registryApi.state();
      if (!this.told.exists || this.told.problem) return;
      if (!this.kinds.length) [this.kinds, this.instruments] = await Promise.all([registryApi.kinds(), registryApi.instruments()]);
      await this.load();
    } catch (reason) {
      notices.problem(reason);
    }
  }

  async make(): Promise<void> {
    try {
      this.told = await registryApi.make();
      await this.begin();
    } catch (reason) {
      notices.problem(reason);
    }
  }

  /** Leaves what is being entered only if the person says so. */
  leave(): boolean {
    if (this.unsaved && !confirm('What you entered is not saved. Leave it?')) return false;
    this.unsaved = false;
    return true;
  }

  close(): boolean {
    if (this.open && !this.leave()) return false;
    this.open = false;
    return true;
  }

  get wish(): TableWish {
    const where = Object.entries(this.filters).filter(([name, value]) => value && name !== 'consent').map(([name, value]) => conditionOf(name, value));
    return { where: [...where, ...typedConditions(this.typed)], consent: this.filters.consent ?? '', sort: this.sort, down: this.down, offset: this.offset };
  }

  get filtered(): boolean {
    return Boolean(this.typed.trim()) || Object.values(this.filters).some(Boolean);
  }

  async load(): Promise<void> {
    const asked = ++this.#asked;
    this.loading = true;
    this.typedProblem = '';
    try {
      const page = await registryApi.cases(this.wish);
      if (asked === this.#asked) this.page = page; // the newest wish wins
    } catch (reason) {
      if (asked !== this.#asked) return;
      if (reason instanceof Refused && this.typed.trim()) this.typedProblem = reason.message;
      else notices.problem(reason);
    } finally {
      if (asked === this.#asked) this.loading = false;
    }
  }

  filter(name: string, value: string): void {
    this.filters = { ...this.filters, [name]: value };
    this.offset = 0;
    void this.load();
  }

  clear(): void {
    this.filters = {};
    this.typed = '';
    this.offset = 0;
    void this.load();
  }

  order(column: string): void {
    this.down = this.sort === column ? !this.down : false;
    this.sort = column;
    this.offset = 0;
    void this.load();
  }

  turn(by: number): void {
    this.offset = Math.max(0, this.offset + by * PAGE_ROWS);
    void this.load();
  }

  async show(id: string): Promise<void> {
    if (!this.leave()) return;
    try {
      this.whole = await registryApi.whole(id);
      this.view = 'case';
    } catch (reason) {
      notices.problem(reason);
    }
  }

  async back(): Promise<void> {
    if (!this.leave()) return;
    this.view = 'table';
    this.told = await registryApi.state().catch(() => this.told);
    await this.load();
  }

  enter(form: Registry['form']): void {
    if (!this.leave()) return;
    this.form = form;
    this.view = 'form';
  }

  /** After a form or a correction: the case as it is now. */
  async saved(id: string): Promise<void> {
    this.unsaved = false;
    await this.show(id);
  }
}

export const registry = new Registry();
