import { api } from '../api/api';
import type { AuditPage, EvidenceOverview, EvidenceQuestion, PoolAnswer } from '../api/evidenceTypes';
import type { Chosen } from '../logic/forest';
import { notices } from './notices.svelte';

const FIRST = 'stump-neuroma';
const ALL: Chosen = { design: '', unit: '', audit: '' };

/** The page of evidence: beside any case, or without one. Nothing of it is kept. */
class Evidence {
  open = $state(false);
  tab = $state<'questions' | 'audit'>('questions');
  overview = $state.raw<EvidenceOverview | null>(null);
  question = $state.raw<EvidenceQuestion | null>(null);
  audit = $state.raw<AuditPage | null>(null);
  name = $state('');
  chosen = $state<Chosen>({ ...ALL });
  /** Rows that somebody would like to see pooled, and what came of it. */
  picked = $state<string[]>([]);
  answer = $state.raw<PoolAnswer | null>(null);
  private readonly known = new Map<string, EvidenceQuestion>();

  async toggle(): Promise<void> {
    this.open = !this.open;
    if (this.open) await this.begin();
  }

  async begin(): Promise<void> {
    this.open = true;
    try {
      this.overview ??= await api.evidence();
      if (!this.name) await this.ask(FIRST);
    } catch (reason) {
      notices.problem(reason);
    }
  }

  close(): void {
    this.open = false;
  }

  async ask(name: string): Promise<void> {
    this.name = name;
    this.chosen = { ...ALL };
    this.forget();
    try {
      const found = this.known.get(name) ?? (await api.evidenceQuestion(name));
      this.known.set(name, found);
      if (this.name === name) this.question = found; // the newest wish wins
    } catch (reason) {
      if (this.name === name) this.question = null;
      notices.problem(reason);
    }
  }

  async show(tab: 'questions' | 'audit'): Promise<void> {
    this.tab = tab;
    if (tab !== 'audit' || this.audit) return;
    try {
      this.audit = await api.evidenceAudit();
    } catch (reason) {
      notices.problem(reason);
    }
  }

  get narrow(): boolean {
    return Boolean(this.chosen.design || this.chosen.unit || this.chosen.audit);
  }

  widen(): void {
    this.chosen = { ...ALL };
  }

  pick(label: string, on: boolean): void {
    this.picked = on ? [...this.picked, label] : this.picked.filter((one) => one !== label);
    this.answer = null;
  }

  forget(): void {
    this.picked = [];
    this.answer = null;
  }

  async pool(): Promise<void> {
    const rows = this.picked;
    try {
      const answer = await api.evidencePool(rows);
      if (rows === this.picked) this.answer = answer;
    } catch (reason) {
      notices.problem(reason);
    }
  }
}

export const evidence = new Evidence();
