import { api, Refused } from '../api/api';
import type { CompareResult, Job, JobKind, PlanResult, SpreadResult } from '../api/types';
import { notices } from './notices.svelte';
import { watch } from './watch.svelte';

const OVER = new Set(['done', 'cancelled', 'failed']);

/** Long work of this document: what runs, how far it is, and what came of it. */
class Jobs {
  list = $state<Job[]>([]);
  plan = $state.raw<PlanResult | null>(null);
  spread = $state.raw<SpreadResult | null>(null);
  compared = $state.raw<CompareResult | null>(null);
  /** The jobs that they came of. */
  planJob = $state.raw<Job | null>(null);
  spreadJob = $state.raw<Job | null>(null);
  reportReady = $state<string | null>(null);
  current = $derived(this.list.find((job) => !OVER.has(job.state)) ?? null);
  /** Hears of every job that ended. */
  ended: (job: Job) => void = () => undefined;
  /** Key of the text of the case on the screen. */
  shown: () => string | null = () => null;
  #runOfReport = new Map<string, string>();
  #polling = new Set<string>();

  heard(job: Job): void {
    const before = this.list.find((other) => other.job === job.job);
    if (before && OVER.has(before.state)) return;
    this.list = [...this.list.filter((other) => other.job !== job.job), job].slice(-8);
    if (!OVER.has(job.state)) return;
    const old = !before; // told again on connecting: it ended before this page was there
    const saidThere = job.of === 'members' && watch.shown && watch.connected; // by the live page, at the field
    if (job.state === 'failed' && !old && !saidThere) notices.problem(new Refused(0, job.error ?? { what: job.sentence }));
    if (job.state === 'done' && job.of === 'compare') this.compared = (job.result ?? null) as CompareResult | null;
    const past = old && job.text_key !== this.shown(); // what was proposed for another state of the case is not offered again
    if (job.state === 'done' && job.of === 'plan' && !past)
      [this.plan, this.planJob] = [(job.result ?? null) as PlanResult | null, job];
    if (job.state === 'done' && job.of === 'spread' && !past)
      [this.spread, this.spreadJob] = [(job.result ?? null) as SpreadResult | null, job];
    if (job.state === 'done' && job.of === 'report') this.reportReady = job.run ?? this.#runOfReport.get(job.job) ?? null;
    if (!old) this.ended(job);
  }

  /** Begins a job and follows it; the socket tells of progress, and asking now and then bridges a lost connection. */
  async begin(of: JobKind, start: () => Promise<{ job: string }>, run?: string): Promise<string | null> {
    try {
      const { job } = await start();
      if (run) this.#runOfReport.set(job, run);
      if (!this.list.some((other) => other.job === job))
        this.heard({ job, of, done: 0, total: 0, left_s: null, state: 'waiting', sentence: '' });
      void this.#poll(job);
      return job;
    } catch (reason) {
      notices.problem(reason);
      return null;
    }
  }

  async cancel(job: string): Promise<void> {
    try {
      await api.cancel(job);
      this.heard(await api.job(job));
    } catch (reason) {
      notices.problem(reason);
    }
  }

  clear(): void {
    this.list = [];
    this.plan = null;
    this.spread = null;
    this.compared = null;
    this.reportReady = null;
  }

  async #poll(id: string): Promise<void> {
    if (this.#polling.has(id)) return;
    this.#polling.add(id);
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 2500));
      const known = this.list.find((job) => job.job === id);
      if (!known || OVER.has(known.state)) break;
      try {
        this.heard(await api.job(id));
      } catch (reason) {
        if (reason instanceof Refused && reason.status === 404) {
          this.heard({ ...known, state: 'failed', sentence: 'The program was stopped while it worked. Start the work again.' });
          break;
        }
      }
    }
    this.#polling.delete(id);
  }
}

export const jobs = new Jobs();
