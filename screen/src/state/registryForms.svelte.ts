import { registryApi } from '../api/registry';
import type { Draft, RecordRow } from '../api/registryTypes';
import type { Entering } from './entering.svelte';

/** Which form is open: a new record, a correction, or a record to be marked as entered in error (or not any more). */
export type OpenForm =
  | { what: 'person' }
  | { what: 'new'; kind: string; parent: string }
  | { what: 'correct'; kind: string; row: RecordRow; only?: readonly string[] }
  | { what: 'void'; kind: string; row: RecordRow; void: boolean };

/** New records of a form, in one call. */
export function enter(entering: Entering, drafts: Draft[], once: string): Promise<{ records: { kind: string; record: string }[] }> {
  return registryApi.enter({ drafts, why: entering.why.trim(), override: entering.override.trim(), once });
}

/** A correction of a record as it was when the form was opened. */
export function correct(entering: Entering, row: RecordRow, values: Record<string, unknown>, isVoid: boolean | null = null): Promise<unknown> {
  const { why, override } = entering;
  return registryApi.correct(row.record, { values, void: isVoid, version: row.version, why: why.trim(), override: override.trim() });
}

/** Answers as a record has them: an object, or the text of one. */
export function answersOf(row: RecordRow | null): Record<string, number> {
  const kept = row?.answers;
  if (kept && typeof kept === 'object') return kept as Record<string, number>;
  try {
    return typeof kept === 'string' ? (JSON.parse(kept) as Record<string, number>) : {};
  } catch {
    return {};
  }
}
