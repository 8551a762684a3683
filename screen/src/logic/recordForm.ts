/** Forms made of kinds of records: which fields, with which words, and what is wrong with what was typed. */

import type { FieldType, Kind, KindField, RecordRow } from '../api/registryTypes';
import type { Problem } from '../api/types';
import { numberOf } from './entry';

export interface FormField {
  kind: string;
  name: string;
  label: string;
  unit: string;
  hint: string;
  control: 'choice' | 'number' | 'line' | 'lines' | 'flag' | 'reference';
  type: FieldType;
  wanted: boolean;
  choices: string[];
  min: number | null;
  max: number | null;
  to: string;
  /** Seldom needed: folded away at first. */
  more: boolean;
}

/** What stands in a form, by the key of the field: text as typed. */
export type Entries = Record<string, string>;

const LABELS: Record<string, string> = {
  age_years: 'Age', age_band: 'Age band, instead', what: 'Consent or assent', form: 'Name of the form', form_version: 'Version of the form', day: 'Day',
  withdrawn_day: 'Withdrawn on day', reconsent_due_day: 'To be asked anew on day', standing: 'Stated or assumed', modality: 'Treatment',
  levels: 'Places frozen', cycles: 'Freezes at each place', freeze_s: 'One freeze', thaw_s: 'One thaw', thaw: 'How it thawed', term: 'What happened',
  console_temperature_degC: 'Console reading', probe_nerve_gap_mm: 'Gap between probe and nerve', relatedness: 'Related to the procedure',
  onset_day: 'Began on day', resolved_day: 'Over on day', block_result: 'Diagnostic block before', procedure: 'Counted from procedure', title: 'Title in a line',
  source: 'Key of the publication', instrument_version: 'Version',
};
const FIRST: Record<string, string[]> = {
  person: ['age_years', 'age_band', 'sex', 'amputation_level', 'amputation_cause'],
  case: ['title', 'indication', 'nerve', 'side', 'pain_course'],
  consent: ['what', 'given_by', 'form', 'form_version', 'scope', 'day', 'withdrawn_day', 'reconsent_due_day'],
  procedure: ['day', 'modality', 'device', 'guidance', 'anaesthesia', 'levels', 'cycles', 'freeze_s', 'technical_success', 'remark'],
  measurement: ['day', 'condition', 'respondent', 'standing', 'remark'],
  adverse_event: ['term', 'onset_day', 'resolved_day', 'relatedness', 'remark'],
};
/** Nothing a form can give: whole files, and what is made of them. */
const NO_FORM: FieldType[] = ['document', 'json', 'digest'];
const CONTROLS: Partial<Record<FieldType, FormField['control']>> = {
  code: 'choice', number: 'number', integer: 'number', text: 'lines', flag: 'flag', reference: 'reference',
};
const UNITS: Record<string, string> = { degC: '°C' };
const WORD = /^[A-Za-z0-9_][\w .,+/()%:-]*$/;

export const keyOf = (kind: string, field: string): string => `${kind}.${field}`;

/** "residual-limb-pain" as one reads it. */
export const choiceWords = (value: string): string => (/^\d+-\d+$/.test(value) ? value.replace('-', ' to ') : value.replaceAll('-', ' '));

export function labelOf(field: string): string {
  const known = LABELS[field];
  if (known) return known;
  const words = field.replace(/_(mm|s|degC|days|years)$/, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The fields of a form for a kind, those that are asked first at the top. */
export function formOf(kind: Kind, without: readonly string[] = []): FormField[] {
  const first = FIRST[kind.name] ?? kind.fields.map((field) => field.name);
  const place = (name: string): number => (first.indexOf(name) + 1 || first.length + 1);
  return kind.fields
    .filter((field) => !NO_FORM.includes(field.type) && !without.includes(field.name))
    .map((field) => formField(kind.name, field, !first.includes(field.name) && !field.wanted))
    .sort((a, b) => place(a.name) - place(b.name));
}

function formField(kind: string, field: KindField, more: boolean): FormField {
  const { name, type, wanted, min, max } = field;
  const unit = UNITS[field.unit] ?? field.unit ?? '';
  return {
    kind, name, type, wanted, min: min ?? null, max: max ?? null, to: field.to ?? '', choices: field.choices ?? [], more, unit,
    label: labelOf(name), hint: field.meaning, control: name === 'title' ? 'line' : (CONTROLS[type] ?? 'line'),
  };
}

/** What is wrong with what was typed, in the browser and at once; null where nothing is. The server has the last word. */
export function fieldProblem(field: FormField, text: string): Problem | null {
  const written = text.trim();
  const key = keyOf(field.kind, field.name);
  const wrong = (what: string, remedy: string): Problem => ({ what, remedy, field: key });
  if (!written) return field.wanted ? wrong('This is missing', `Give it: ${field.hint}.`) : null;
  if (field.control === 'number') {
    if (/\d,\d/.test(written)) return wrong('A number with a comma', 'Write a decimal point.');
    const value = numberOf(written);
    const of = field.unit ? ` of ${field.unit}` : '';
    if (value === null) return wrong(`"${written}" is no number`, `Write a number${of}, without the unit.`);
    if (field.type === 'integer' && !Number.isInteger(value)) return wrong(`${written} is no whole number`, `Write a whole number${of}.`);
    if ((field.min !== null && value < field.min) || (field.max !== null && value > field.max))
      return wrong(`${written} lies outside of ${rangeOf(field)}`, `It is: ${field.hint}.`);
  }
  if (field.control === 'choice' && !field.choices.includes(written)) return wrong(`"${written}" is not one of the choices`, 'Choose one.');
  if (field.type === 'word') {
    if (written.length > 80) return wrong('This is longer than 80 letters', 'Shorten it.');
    if (!WORD.test(written)) return wrong('This is no short name', 'Use letters, digits, blanks and . , + - / ( ) % : only.');
  }
  if (field.type === 'text' && '=+-@\t'.includes(written[0]!)) return wrong(`A text that begins with "${written[0]}" is a formula to a spreadsheet`, 'Begin with a word.');
  return null;
}

/** The range of a field where it says something: days of a hundred years say nothing. */
export function rangeOf({ min, max, unit }: Pick<FormField, 'min' | 'max' | 'unit'>): string {
  return min === null || max === null ? '' : `${min} to ${max}${unit ? ` ${unit}` : ''}`.replaceAll('-', '−');
}

export const hasNarrowRange = ({ min, max }: FormField): boolean => min !== null && max !== null && max - min < 30000;

/** Values to send: numbers as numbers, what is empty left out. */
export function valuesOf(fields: readonly FormField[], entries: Entries): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const field of fields) {
    const value = valueOf(field, entries[keyOf(field.kind, field.name)] ?? '');
    if (value !== null) found[field.name] = value;
  }
  return found;
}

function valueOf(field: FormField, text: string): unknown {
  const written = text.trim();
  if (!written) return null;
  if (field.control === 'number') return numberOf(written) ?? written;
  if (field.control === 'flag') return written === 'yes';
  return written;
}

/** What a correction changes, and to what; what was emptied becomes null. */
export function changesOf(fields: readonly FormField[], entries: Entries, record: RecordRow): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const field of fields) {
    const value = valueOf(field, entries[keyOf(field.kind, field.name)] ?? '');
    if (value !== (record[field.name] ?? null)) found[field.name] = value;
  }
  return found;
}

/** A record as it stands in a form. */
export function entriesOf(fields: readonly FormField[], record: Record<string, unknown>): Entries {
  const said = (value: unknown): string => (value === null || value === undefined ? '' : value === true ? 'yes' : value === false ? 'no' : String(value));
  return Object.fromEntries(fields.map((field) => [keyOf(field.kind, field.name), said(record[field.name])]));
}

/** Problems by the field they are at; those that name none of the form's fields stand under "". */
export function byField(problem: Problem, known: readonly string[]): Record<string, Problem> {
  const found: Record<string, Problem> = {};
  for (const one of [problem, ...(problem.more ?? [])]) {
    const key = known.includes(one.field ?? '') ? one.field! : '';
    found[key] ??= one;
  }
  return found;
}

/** Does a refusal say that words may identify somebody? Then a written reason can override it. */
export const mayIdentify = (problem: Problem | null | undefined): boolean => problem?.may_override === true || /\boverride\b|identifies nobody/i.test(problem?.remedy ?? '') || /looks like/.test(problem?.what ?? '');
