import { ask, read, send } from './api';
import type { CasePage, CaseWhole, DraftOut, FieldProblem, InstrumentList, Kind, RecordHistory, RegistryState, ScoreAnswer, TableWish } from './registryTypes';

const AT = '/api/registry';
const PAGE = 50;

/** Asks the server about the registry of cases. */
export const registryApi = {
  state: () => read<RegistryState>(AT),
  make: () => send<RegistryState>(AT, {}),
  kinds: () => read<Kind[]>(`${AT}/kinds`),
  instruments: () => read<InstrumentList>(`${AT}/instruments`),
  cases: (wish: TableWish) => {
    const asked = new URLSearchParams({ consent: wish.consent, sort: wish.sort, down: String(wish.down), offset: String(wish.offset), limit: String(PAGE) });
    for (const one of wish.where) asked.append('where', one);
    return read<CasePage>(`${AT}/cases?${asked}`);
  },
  whole: (id: string) => read<CaseWhole>(`${AT}/cases/${encodeURIComponent(id)}`),
  history: (id: string) => read<RecordHistory>(`${AT}/record/${encodeURIComponent(id)}`),
  add: (drafts: DraftOut[], once: string, override: string) => send<{ records: { kind: string; record: string }[] }>(`${AT}/records`, { drafts, once, override }),
  correct: (id: string, body: { values: Record<string, unknown>; version: number; why: string; void?: boolean; override?: string }) =>
    send<{ version: number }>(`${AT}/record/${encodeURIComponent(id)}`, body),
  check: (draft: DraftOut) => send<{ problems: FieldProblem[] }>(`${AT}/checks`, { draft }),
  score: (body: { instrument: string; version: string; answers: Record<string, unknown>; age: number | null }) => send<ScoreAnswer>(`${AT}/scores`, body),
  predict: (run: string, id: string) => send<{ records: unknown[] }>(`${AT}/predictions`, { run, case: id }),
  /** The course over published ones; null where no pain was measured. */
  picture: async (id: string): Promise<Blob> => (await ask(`${AT}/cases/${encodeURIComponent(id)}/trajectory.png`)).blob(),
};

export const PAGE_ROWS = PAGE;
