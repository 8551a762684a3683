import { read, send } from './api';
import type {
  CaseQuery,
  CaseTable,
  Correction,
  Draft,
  Instruments,
  Kind,
  NewRecords,
  RecordHistory,
  RegistryAbout,
  RegistryCase,
  Scored,
} from './registryTypes';
import type { Problem } from './types';

const at = (path: string): string => `/api/registry${path}`;
const one = encodeURIComponent;

/** The address of a page of cases. */
export function casesUrl({ where, sort, down, offset, limit }: CaseQuery): string {
  const asked = new URLSearchParams(where.map((text) => ['where', text]));
  if (sort) asked.set('sort', sort);
  if (sort && down) asked.set('down', 'true');
  asked.set('offset', String(offset));
  asked.set('limit', String(limit));
  return at(`/cases?${asked}`);
}

export const registryApi = {
  about: () => read<RegistryAbout>(at('')),
  make: () => send<RegistryAbout>(at(''), {}),
  kinds: () => read<Kind[]>(at('/kinds')),
  instruments: () => read<Instruments>(at('/instruments')),
  cases: (query: CaseQuery) => read<CaseTable>(casesUrl(query)),
  case: (id: string) => read<RegistryCase>(at(`/cases/${one(id)}`)),
  record: (id: string) => read<RecordHistory>(at(`/record/${one(id)}`)),
  enter: (records: NewRecords) => send<{ records: { kind: string; record: string }[] }>(at('/records'), records),
  correct: (id: string, correction: Correction) => send<unknown>(at(`/record/${one(id)}`), correction),
  check: (draft: Draft) => send<{ problems: Problem[] }>(at('/checks'), { draft }),
  score: (instrument: string, version: string, answers: Record<string, number>, age: number | null) =>
    send<Scored>(at('/scores'), { instrument, version, answers, age }),
  predict: (run: string, id: string) => send<{ records: unknown[] }>(at('/predictions'), { run, case: id }),
  /** Another picture after every change: `version` tells the browser so. */
  trajectoryUrl: (id: string, version: string) => `${at(`/cases/${one(id)}/trajectory.png`)}?of=${one(version)}`,
};
