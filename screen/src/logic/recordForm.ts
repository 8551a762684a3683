import type { FieldProblem, Kind, KindField } from '../api/registryTypes';

/** Fields that a form never shows: made by the program, or whole files. */
const HIDDEN = new Set(['document', 'digest', 'json']);

export function shownFields(kind: Kind, only?: readonly string[]): KindField[] {
  const fields = kind.fields.filter((field) => !HIDDEN.has(field.type));
  return only ? only.map((name) => fields.find((field) => field.name === name)).filter((field) => field !== undefined) : fields;
}

/** "amputation_level" -> "Amputation level". */
export function fieldWords(name: string): string {
  const words = name.replace(/_degC$/, '').replace(/_(mm|s|days|years)$/, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function choiceWords(value: string): string {
  return value.replaceAll('-', ' ');
}

/** What is wrong with one entry, in words; empty where nothing is. The server has the last word. */
export function entryProblem(field: KindField, written: string): string {
  const text = written.trim();
  if (!text) return field.wanted ? 'This is needed.' : '';
  if (field.type === 'integer' && !/^[-+]?\d+$/.test(text)) return `Write a whole number${field.unit ? ` of ${field.unit}` : ''}.`;
  if (field.type === 'number') {
    if (text.includes(',')) return 'Write a decimal point.';
    if (!Number.isFinite(Number(text))) return `Write a number${field.unit ? ` of ${field.unit}` : ''}.`;
  }
  if (field.type === 'integer' || field.type === 'number') {
    const number = Number(text);
    if (field.min !== null && field.max !== null && (number < field.min || number > field.max)) return `It lies from ${field.min} to ${field.max}.`;
  }
  if (field.type === 'code' && !field.choices.includes(text)) return 'Choose one of the list.';
  return '';
}

/** Entries as the server reads them: empty ones left out. */
export function valuesOf(entries: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).filter(([, text]) => text.trim() !== '').map(([name, text]) => [name, text.trim()]));
}

/** Problems by field name of one kind; those of no field under "". */
export function problemsByField(problems: FieldProblem[], kind: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const one of problems) {
    const name = one.field.startsWith(`${kind}.`) ? one.field.slice(kind.length + 1) : one.field.includes('.') ? '' : one.field;
    found[name] ??= [one.what, one.remedy].filter(Boolean).join('. ');
  }
  return found;
}

/** A filter as a condition of `record list case --where`. */
export function conditionOf(field: string, value: string): string {
  const of = field === 'sex' || field.startsWith('amputation') ? `person.${field}` : field;
  return `${of}=${value}`;
}

/** Conditions typed in one line, parted by "and" or semicolons. */
export function typedConditions(line: string): string[] {
  return line.split(/\s+and\s+|;/i).map((one) => one.trim()).filter(Boolean);
}
