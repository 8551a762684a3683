/** What a list of cases is narrowed by, as `record list case --where` writes it: "nerve=tibial", "person.age_years<18". */

import type { Kind } from '../api/registryTypes';
import type { Problem } from '../api/types';

/** Facets of the table, and the field each of them is of. */
export const FACETS: readonly (readonly [facet: string, field: string, label: string])[] = [
  ['sex', 'person.sex', 'Sex'],
  ['amputation_level', 'person.amputation_level', 'Level'],
  ['indication', 'indication', 'Indication'],
  ['nerve', 'nerve', 'Nerve'],
  ['side', 'side', 'Side'],
  ['consent', 'consent', 'Consent'],
];

export const EXAMPLES = ['person.age_years<18', 'nerve=tibial', 'person.amputation_cause!=trauma', 'side='];

const CONDITION = /^\s*(?:(\w+)\.)?(\w+)\s*(<=|>=|!=|==|=|<|>)\s*(.*?)\s*$/s;
const CONSENTS = ['given', 'withdrawn', 'none'];

/** Conditions of a line: they are parted by semicolons, or by "and". */
export function conditionsOf(text: string): string[] {
  return text.split(/;|\band\b/i).map((one) => one.trim()).filter(Boolean);
}

/** All conditions: those chosen in facets, then those that were written. null is "not told". */
export function whereOf(facets: Readonly<Record<string, string | null | undefined>>, text: string): string[] {
  const chosen = FACETS.flatMap(([facet, field]) => {
    const value = facets[facet];
    return value === undefined ? [] : [`${field}=${value ?? ''}`];
  });
  return [...chosen, ...conditionsOf(text)];
}

/** What is wrong with a line, at once and before the server is asked; null where nothing is seen. */
export function conditionProblem(text: string, kinds: readonly Kind[]): Problem | null {
  for (const one of conditionsOf(text)) {
    const match = CONDITION.exec(one);
    if (!match) return { what: `"${one}" is no condition`, remedy: `Write field, comparison, value, such as ${EXAMPLES[0]}.` };
    const [, of, name = '', , value = ''] = match;
    if (!of && name === 'consent') {
      if (!CONSENTS.includes(value)) return { what: `"${value}" is no state of consent`, remedy: `Write consent=${CONSENTS.join(', consent=')}.` };
      continue;
    }
    if (of && of !== 'person' && of !== 'case') return { what: `"${of}" has no fields here`, remedy: 'Write fields of the case as they are, those of its person as person.FIELD.' };
    const kind = kinds.find((known) => known.name === (of || 'case'));
    if (!kind || kind.fields.some((field) => field.name === name)) continue;
    const other = kinds.find((known) => known.name === 'person' && !of && known.fields.some((field) => field.name === name));
    const remedy = other ? `Write person.${name}.` : `Known: ${shownFields(kind).join(', ')}.`;
    return { what: `a ${kind.name} has no field "${name}"`, remedy };
  }
  return null;
}

const shownFields = (kind: Kind): string[] =>
  kind.fields.filter((field) => !['document', 'json', 'digest'].includes(field.type)).map((field) => field.name);
