import { api, Refused, Unreachable } from '../api/api';
import { Live } from '../api/live';
import type { About, CaseDocument, Edit, Job, LiveReceived, NewDocument, Triple } from '../api/types';
import { pointAtArc } from '../logic/nerve';
import { along, scale, add } from '../logic/vectors';
import { comparison } from './comparison.svelte';
import { jobs } from './jobs.svelte';
import { measures } from './measures.svelte';
import { notices } from './notices.svelte';
import { playback } from './playback.svelte';
import { preview } from './preview.svelte';
import { scenes } from './scenes.svelte';
import { taking } from './taking.svelte';
import { views } from './views.svelte';
import { watch } from './watch.svelte';

export type Page = 'bench' | 'live' | 'registry' | 'scan';

/** The case on the screen: opened, edited, undone; saved by the server with every edit. */
class Session {
  about = $state.raw<About | null>(null);
  document = $state.raw<CaseDocument | null>(null);
  opening = $state(false);
  saving = $state(false);
  connected = $state(true);
  /** Why this page cannot come back by itself; empty while it may. */
  barred = $state('');
  runAfterDrag = $state(true);
  /** Planned and read, or followed live; or the registry or a scan, which need no case. */
  page = $state<Page>('bench');
  /** The case of the registry, or the scan, that is open there; empty for the list of all. */
  record = $state('');
  live: Live | null = null;
  #line: Promise<unknown> = Promise.resolve();
  #placed = '';
  /** A run waits for edits under way; a second wish is the same one. */
  #runWaits = false;

  async begin(): Promise<void> {
    jobs.ended = (job) => this.#ended(job);
    jobs.shown = () => this.document?.text_key ?? null;
    try {
      this.about = await api.about();
    } catch (reason) {
      notices.problem(reason);
    }
    const asked = new URLSearchParams(location.search);
    const id = asked.get('document');
    if (id) await this.open(id);
    if (asked.has('live') && this.document) this.show('live');
    if (asked.has('registry')) this.show('registry', asked.get('registry') ?? '');
    if (asked.has('scan')) this.show('scan', asked.get('scan') ?? '');
    addEventListener('online', () => this.live?.retry());
    document.addEventListener('visibilitychange', () => !document.hidden && this.live?.retry());
  }

  /** The address says which page it is, and which record it shows, so that a reload comes back to it. */
  show(page: Page, record = ''): void {
    if (!this.document && page === 'live') return;
    this.page = page;
    this.record = page === 'registry' || page === 'scan' ? record : '';
    const parts = [
      this.document && `document=${encodeURIComponent(this.document.id)}`,
      page !== 'bench' && page + (this.record && `=${encodeURIComponent(this.record)}`),
    ];
    history.replaceState(null, '', `/?${parts.filter(Boolean).join('&')}`);
  }

  open(id: string): Promise<void> {
    return this.#enter(() => api.document(id));
  }

  create(from: NewDocument): Promise<void> {
    return this.#enter(() => api.create(from));
  }

  /** Back to the page of cases. Nothing is lost: every edit was saved. */
  leave(): void {
    this.live?.close();
    this.live = null;
    this.document = null;
    watch.leave();
    this.page = 'bench';
    this.connected = true;
    this.barred = '';
    this.#placed = '';
    history.replaceState(null, '', location.pathname);
    void playback.open(null);
    preview.reset();
    void comparison.choose(null);
    jobs.clear();
    scenes.clear();
    measures.clear();
    taking.clear();
  }

  /** One edit after another, each upon what the one before made of the case; a function is asked then, and may have none. */
  edit(edit: Edit | ((document: CaseDocument) => Edit | null)): Promise<boolean> {
    return this.#change((document) => {
      const one = typeof edit === 'function' ? edit(document) : edit;
      return one && api.edit(document.id, document.version, one);
    });
  }

  undo(): Promise<boolean> {
    return this.#change((document) => (document.undo ? api.undo(document.id, document.version) : null));
  }

  redo(): Promise<boolean> {
    return this.#change((document) => (document.redo ? api.redo(document.id, document.version) : null));
  }

  /** The case once every edit under way is done; work begins with that. */
  async settled(): Promise<CaseDocument | null> {
    for (let line: Promise<unknown> | null = null; line !== this.#line; ) {
      line = this.#line;
      await line;
    }
    return this.document;
  }

  async run(): Promise<void> {
    const id = this.document?.id;
    if (!id || this.#runWaits) return;
    this.#runWaits = true;
    await this.settled();
    this.#runWaits = false;
    const before = jobs.list.find((job) => job.of === 'run' && (job.state === 'running' || job.state === 'waiting'));
    if (before) await jobs.cancel(before.job);
    const document = await this.settled();
    if (document?.id === id) await jobs.begin('run', () => api.run(id, document.version));
  }

  async #enter(bring: () => Promise<CaseDocument>): Promise<void> {
    this.opening = true;
    try {
      const document = await bring();
      this.leave();
      history.replaceState(null, '', `/?document=${encodeURIComponent(document.id)}`);
      this.#take(document);
      void watch.ask();
      this.live = new Live(api.liveUrl(document.id), {
        told: (message) => this.#told(message),
        frame: (body) => void preview.frame(body).catch((reason: unknown) => notices.problem(reason)),
        state: (connected) => this.#link(connected),
      });
    } catch (reason) {
      history.replaceState(null, '', location.pathname);
      notices.problem(reason);
    } finally {
      this.opening = false;
    }
  }

  #change(ask: (document: CaseDocument) => Promise<CaseDocument> | null): Promise<boolean> {
    const turn = this.#line.then(async () => {
      if (!this.document) return false;
      this.saving = true;
      try {
        const asked = ask(this.document);
        if (!asked) return false;
        this.#take(await asked);
        return true;
      } catch (reason) {
        if (reason instanceof Refused && reason.document) {
          this.#take(reason.document);
          notices.problem(new Error('The case was changed in another tab. Its state there is shown now; your last change was not made.'));
        } else notices.problem(reason);
        if (reason instanceof Unreachable) this.connected = false;
        return false;
      } finally {
        this.saving = false;
      }
    });
    this.#line = turn;
    return turn;
  }

  #take(document: CaseDocument): void {
    const own = this.document;
    if (own && own.id === document.id && own.version > document.version && own.changed > document.changed) return;
    this.document = document;
    if (document.job) jobs.heard(document.job);
    measures.take(document.id, document.measures ?? []);
    void scenes.load(document.scene).then(() => this.#place(document));
    void playback.open(document.latest_run).then(() => this.#settlePreview());
  }

  /** Where the run shown is that of the case as it is now, no preview is needed any more. */
  #settlePreview(): void {
    const document = this.document;
    if (document && !document.stale && document.latest_run === (playback.run?.id ?? null)) preview.clear();
  }

  /** The crosshair starts where the probes freeze the nerve. */
  #place(document: CaseDocument): void {
    if (this.#placed === document.id || !scenes.scene) return;
    this.#placed = document.id;
    const middles = document.probes.map((probe) => along(probe.tip_mm, probe.axis, probe.active_length_mm / 2));
    const nerve = scenes.nerve;
    if (middles.length > 0) views.crosshair = middles[0]!;
    else if (nerve) views.crosshair = pointAtArc(nerve, nerve.arc_mm.at(-1)! / 2);
    else views.crosshair = scale(add(...(scenes.scene.bounds_mm as [Triple, Triple])), 0.5);
    views.reset();
  }

  async #refresh(): Promise<void> {
    const id = this.document?.id;
    if (!id) return;
    try {
      const document = await api.document(id);
      if (this.document?.id === id) this.#take(document);
    } catch (reason) {
      if (!(reason instanceof Unreachable)) notices.problem(reason);
    }
  }

  #told(message: LiveReceived): void {
    switch (message.kind) {
      case 'hello':
        if (this.document && message.version !== this.document.version) void this.#refresh();
        break;
      case 'changed':
        this.#changed(message.version);
        break;
      case 'job':
        jobs.heard(message);
        break;
      case 'measures':
        if (this.document) measures.take(this.document.id, message.measures);
        break;
      case 'ran':
        preview.refresh();
        break;
      case 'error':
        preview.failed(message.error, message.seq);
        break;
      default:
        preview.told(message);
    }
  }

  /** The same version: something became known of it. Another one: it was changed elsewhere, unless we did just now. */
  #changed(version: number): void {
    const elsewhere = this.document !== null && version !== this.document.version && !this.saving;
    void this.#line.then(() => this.#refresh()).then(() => {
      if (elsewhere) notices.note('The case was changed in another tab; the new state is shown.');
    });
  }

  /** A program that was started again lets in only whoever has its new address. */
  async #askDoor(): Promise<void> {
    try {
      await api.about();
    } catch (reason) {
      if (!(reason instanceof Refused) || reason.status !== 401) return;
      this.barred = 'The program lets this page in no more. Open the address that it printed when it was started: everything saved is there.';
    }
  }

  #link(connected: boolean): void {
    this.connected = connected;
    if (!connected) void this.#askDoor();
    else {
      this.barred = '';
      notices.answered();
      preview.connected();
      void this.#refresh();
    }
  }

  #ended(job: Job): void {
    taking.ended(job);
    if ((job.of === 'run' || job.of === 'spread') && job.state === 'done') void this.#refresh();
  }
}

export const session = new Session();
