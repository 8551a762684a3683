import type {
  About,
  Bands,
  BundledCase,
  CaseDocument,
  Catalogue,
  DocumentRow,
  Edit,
  ExportPart,
  Job,
  KeptMeasure,
  LiveAbout,
  LiveOrder,
  NewDocument,
  Pictures,
  Problem,
  Recording,
  RecordingRow,
  Run,
  RunFile,
  RunRow,
  Scene,
  Section,
} from './types';
import type { AuditPage, EvidenceOverview, EvidenceQuestion, PoolAnswer } from './evidenceTypes';

/** The server refused; `document`, or `record`, is what somebody else made of it meanwhile (409). */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
    readonly document: CaseDocument | null = null,
    readonly record: Record<string, unknown> | null = null,
  ) {
    super([problem.what, problem.remedy].filter(Boolean).join(' '));
  }
}

/** The server did not answer at all. */
export class Unreachable extends Error {
  constructor() {
    super('The program does not answer. It may have been stopped; nothing that was saved is lost.');
  }
}

export async function ask(path: string, init?: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(path, { credentials: 'same-origin', ...init });
  } catch (reason) {
    if (reason instanceof DOMException && reason.name === 'AbortError') throw reason;
    throw new Unreachable();
  }
  if (answer.ok) return answer;
  const told = (await answer.json().catch(() => ({}))) as { error?: Problem; document?: CaseDocument; record?: Record<string, unknown> };
  throw new Refused(answer.status, told.error ?? { what: `The program refused (${answer.status}).` }, told.document ?? null, told.record ?? null);
}

export async function read<T>(path: string, init?: RequestInit): Promise<T> {
  return (await (await ask(path, init)).json()) as T;
}

export function send<T>(path: string, body: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return read<T>(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks until the answer is no longer 202 ("not yet"); `waiting` hears the server's sentence. */
async function whenReady(path: string, waiting: (sentence: string) => void, signal?: AbortSignal): Promise<Response> {
  for (let wait = 150; ; wait = Math.min(wait * 1.5, 1500)) {
    const answer = await ask(path, signal ? { signal } : {});
    if (answer.status !== 202) return answer;
    const told = (await answer.json().catch(() => ({}))) as { sentence?: string };
    waiting(told.sentence ?? 'The anatomy is being drawn.');
    await pause(wait);
  }
}

async function bytes(path: string, signal?: AbortSignal): Promise<ArrayBuffer> {
  return (await whenReady(path, () => undefined, signal)).arrayBuffer();
}

const doc = (id: string) => `/api/documents/${encodeURIComponent(id)}`;
const run = (id: string) => `/api/runs/${encodeURIComponent(id)}`;

export const api = {
  about: () => read<About>('/api/about'),
  cases: () => read<BundledCase[]>('/api/cases'),
  catalogue: () => read<Catalogue>('/api/catalogue'),
  documents: () => read<DocumentRow[]>('/api/documents'),
  create: (from: NewDocument) => send<CaseDocument>('/api/documents', from),
  document: (id: string) => read<CaseDocument>(doc(id)),
  caseUrl: (id: string) => `${doc(id)}/case.yaml`,
  edit: (id: string, base: number, edit: Edit) => send<CaseDocument>(`${doc(id)}/edits`, { base, edit }),
  undo: (id: string, base: number) => send<CaseDocument>(`${doc(id)}/undo`, { base }),
  redo: (id: string, base: number) => send<CaseDocument>(`${doc(id)}/redo`, { base }),
  remove: async (id: string): Promise<void> => {
    await ask(doc(id), { method: 'DELETE' });
  },
  measure: (id: string, one: Omit<KeptMeasure, 'id'> & { id?: number }) => send<KeptMeasure[]>(`${doc(id)}/measures`, one),
  removeMeasure: (id: string, number: number | null) =>
    read<KeptMeasure[]>(`${doc(id)}/measures${number === null ? '' : `/${number}`}`, { method: 'DELETE' }),
  liveUrl: (id: string) => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${doc(id)}/live`,

  evidence: () => read<EvidenceOverview>('/api/evidence'),
  evidenceQuestion: (name: string) => read<EvidenceQuestion>(`/api/evidence/questions/${encodeURIComponent(name)}`),
  evidencePool: (rows: string[]) => send<PoolAnswer>('/api/evidence/pool', { rows }),
  evidenceAudit: () => read<AuditPage>('/api/evidence/audit'),

  scene: async (key: string, waiting: (sentence: string) => void): Promise<Scene> =>
    (await (await whenReady(`/api/scenes/${encodeURIComponent(key)}`, waiting)).json()) as Scene,
  bytes,

  run: (id: string, base: number) => send<{ job: string }>(`${doc(id)}/run`, { base }),
  plan: (id: string, base: number, options: Record<string, unknown>) =>
    send<{ job: string }>(`${doc(id)}/plan`, { base, options }),
  spread: (id: string, base: number, samples: number) => send<{ job: string }>(`${doc(id)}/spread`, { base, samples }),
  job: (id: string) => read<Job>(`/api/jobs/${encodeURIComponent(id)}`),
  cancel: async (id: string): Promise<void> => {
    await ask(`/api/jobs/${encodeURIComponent(id)}`, { method: 'DELETE' });
  },

  runs: (document: string) => read<RunRow[]>(`/api/runs?document=${encodeURIComponent(document)}`),
  result: (id: string) => read<Run>(run(id)),
  frame: (id: string, index: number | 'nadir', signal?: AbortSignal) => bytes(`${run(id)}/frames/${index}`, signal),
  bands: (id: string) => read<Bands>(`${run(id)}/bands`),
  band: (id: string, which: string) => bytes(`${run(id)}/bands/${encodeURIComponent(which)}`),
  section: (id: string, station: number) => read<Section>(`${run(id)}/section?station=${station}`),
  /** Begins to simulate the pictures, and tells where they lie once they are there; `waiting` hears how far it is. */
  pictures: async (id: string, waiting: (sentence: string) => void, signal: AbortSignal): Promise<Pictures> => {
    await ask(`${run(id)}/ultrasound`, { method: 'POST', signal });
    return (await (await whenReady(`${run(id)}/ultrasound`, waiting, signal)).json()) as Pictures;
  },
  compare: (id: string, other: string) => send<{ job: string }>(`${run(id)}/compare`, { other }),
  report: (id: string) => send<{ job: string }>(`${run(id)}/report`, {}),
  exportParts: () => read<ExportPart[]>('/api/exports/parts'),
  export: (id: string, parts: string[], time_s: number | null) => send<{ job: string }>(`${run(id)}/export`, { parts, time_s }),
  archiveUrl: (id: string, archive: string) => `${run(id)}/exports/${encodeURIComponent(archive)}`,
  files: (id: string) => read<RunFile[]>(`${run(id)}/files`),
  fileUrl: (id: string, name: string) => `${run(id)}/files/${encodeURIComponent(name)}`,
  reportUrl: (id: string, kind: 'pdf' | 'html') => `${run(id)}/report.${kind}`,
  session: () => read<LiveAbout>('/api/live'),
  follow: (id: string, order: LiveOrder) => send<LiveAbout>(`${run(id)}/live`, order),
  stopFollowing: async (): Promise<void> => {
    await ask('/api/live', { method: 'DELETE' });
  },
  watchUrl: () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/live`,
  recordings: (id: string) => read<RecordingRow[]>(`${run(id)}/recordings`),
  recording: (id: string, name: string) => read<Recording>(`${run(id)}/recordings/${encodeURIComponent(name)}`),
  recordedMoment: (id: string, name: string, number: number) =>
    bytes(`${run(id)}/recordings/${encodeURIComponent(name)}/moments/${number}`),
  recordedUrl: (id: string, name: string, file: string) => `${run(id)}/recordings/${encodeURIComponent(name)}/files/${encodeURIComponent(file)}`,
  ultrasoundUrl: (id: string, frame: number) => `${run(id)}/ultrasound.png?frame=${frame}`,
};

/** What to tell a person of anything that was thrown. */
export function tell(reason: unknown): Problem {
  if (reason instanceof Refused) return reason.problem;
  if (reason instanceof Error) return { what: reason.message };
  return { what: String(reason) };
}
