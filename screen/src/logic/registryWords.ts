/** Records and cases in a few words. */

import type { CaseRow, RecordRow } from '../api/registryTypes';
import { choiceWords } from './recordForm';
import { dayWords } from './timeScale';

export const CONSENT_WORDS: Record<CaseRow['consent'], readonly [sign: string, word: string, level: string]> = {
  given: ['✓', 'given', 'ok'],
  withdrawn: ['✕', 'withdrawn', 'stop'],
  none: ['▲', 'none', 'warn'],
};

export const KIND_WORDS: Record<string, string> = {
  consent: 'Consent', plan: 'Plans', procedure: 'Procedures', prediction: 'Predictions', measurement: 'Measurements', adverse_event: 'Adverse events',
  case: 'Case', person: 'Person',
};

export const ONE_KIND: Record<string, string> = {
  consent: 'consent', plan: 'plan', procedure: 'procedure', prediction: 'prediction', measurement: 'measurement', adverse_event: 'adverse event',
  case: 'case', person: 'person',
};

export const signed = (value: number): string => String(Math.round(value * 100) / 100).replace('-', '−');

/** 10000 as "10 000". */
export const countWords = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');

/** What stands in a cell. */
export const cell = (value: unknown): string => (value === null || value === undefined || value === '' ? '–' : typeof value === 'number' ? signed(value) : choiceWords(String(value)));

export function painWords({ pain_before, pain_last, pain_unit }: Pick<CaseRow, 'pain_before' | 'pain_last' | 'pain_unit'>): string {
  if (pain_before === null && pain_last === null) return '–';
  const side = (value: number | null): string => (value === null ? '–' : signed(value));
  return `${side(pain_before)} → ${side(pain_last)}${ofUnit(pain_unit)}`;
}

/** One record in a line: the day it is of, and what it says. */
export function recordWords(kind: string, row: RecordRow): { day: string; words: string } {
  const at = row.day ?? row.onset_day;
  const day = typeof at === 'number' ? dayWords(at) : '';
  const said = (...names: string[]): string =>
    names.map((name) => row[name]).filter((value) => value !== null && value !== undefined && value !== '').map((value) => cell(value)).join(', ');
  // names are written as they are, hyphens too
  const raw = (...names: string[]): string => names.map((name) => row[name]).filter(Boolean).join(', ');
  const joined = (...parts: string[]): string => parts.filter(Boolean).join(', ');
  switch (kind) {
    case 'measurement':
      return { day, words: [`${raw('instrument')}${scoreWords(row)}`, said('condition', 'respondent')].filter(Boolean).join(', ') };
    case 'adverse_event':
      return { day, words: `${raw('term')}, grade ${raw('grade')} (${scaleWords(row)}), ${typeof row.resolved_day === 'number' ? `over on ${dayWords(row.resolved_day)}` : 'lasts'}` };
    case 'consent':
      return { day, words: `${said('what', 'scope')}, by ${cell(row.given_by)}${typeof row.withdrawn_day === 'number' ? `, withdrawn on ${dayWords(row.withdrawn_day)}` : ''}` };
    case 'procedure':
      return { day, words: joined(said('modality'), raw('device'), said('guidance'), row.technical_success ? `as intended: ${said('technical_success')}` : '') || 'procedure' };
    case 'prediction':
      return { day, words: joined(raw('nerve'), said('grade'), raw('software')) };
    case 'plan':
      return { day, words: joined(said('made_by'), raw('software')) || 'plan' };
    case 'person':
      return { day, words: [typeof row.age_years === 'number' ? `${row.age_years} years` : '', said('age_band', 'sex', 'amputation_level')].filter(Boolean).join(', ') };
    default:
      return { day, words: joined(raw('title'), said('indication'), raw('nerve'), said('side')) };
  }
}

/** A scale with its version, which many names hold already. */
function scaleWords({ scale, scale_version }: RecordRow): string {
  const [name, version] = [String(scale ?? ''), String(scale_version ?? '')];
  return name.endsWith(version) ? name : `${name} ${version}`;
}

/** ": 8 (0 to 10)", ": 80 mm"; nothing where there is no score. */
function scoreWords({ score, unit }: RecordRow): string {
  if (score === null || score === undefined) return '';
  return `: ${cell(score)}${ofUnit(unit)}`;
}

/** " mm", or a range in brackets: " (0 to 10)". */
function ofUnit(unit: unknown): string {
  if (typeof unit !== 'string' || !unit) return '';
  return /^[-−\d]/.test(unit) ? ` (${unit})` : ` ${unit}`;
}

/** When something was written down, as the chain has it (UTC). */
export const atWords = (at: string): string => `${at.slice(0, 16).replace('T', ' ')} UTC`;
