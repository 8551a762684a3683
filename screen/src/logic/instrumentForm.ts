/** Instruments as forms: which answers an item can have, and what is wrong with one. */

import type { Instrument, InstrumentItem } from '../api/registryTypes';
import type { Problem } from '../api/types';
import { numberOf } from './entry';
import type { Entries } from './recordForm';

export const answerKey = (item: string): string => `answers.${item}`;
export const SCORE_KEY = 'measurement.score';

/** Choices of an item with their words; none where it is a number. */
export function choicesOf({ codes, labels }: InstrumentItem): { code: number; words: string }[] {
  return codes.map((code, n) => {
    const label = Array.isArray(labels) ? labels[n] : labels?.[String(code)];
    return { code, words: label ? `${code}: ${label}` : String(code) };
  });
}

export const spanWords = (low: number | null, high: number | null): string => (low === null || high === null ? '' : `${low} to ${high}`.replaceAll('-', '−'));

/** What is wrong with an answer. Missing ones are judged by the instrument's own rule, by the server. */
export function answerProblem(item: InstrumentItem, text: string): Problem | null {
  if (!text.trim()) return null;
  const value = numberOf(text);
  if (value === null) return { what: `"${text.trim()}" is no number`, remedy: `Write ${spanWords(item.low, item.high) || 'a number'}.` };
  if (item.codes.length) return item.codes.includes(value) ? null : { what: `${text} is no answer`, remedy: `It is one of ${item.codes.join(', ')}.` };
  if ((item.low !== null && value < item.low) || (item.high !== null && value > item.high))
    return { what: `${text.trim()} lies outside of ${spanWords(item.low, item.high)}`, remedy: `Write ${spanWords(item.low, item.high)}.` };
  return null;
}

/** What is wrong with a score that was given without its answers. */
export function scoreProblem(chosen: Pick<Instrument, 'lowest' | 'highest' | 'unit'> | null, text: string, wanted: boolean): Problem | null {
  if (!text.trim()) return wanted ? { what: 'This is missing', remedy: 'Give the score, or answer the items.' } : null;
  if (/\d,\d/.test(text)) return { what: 'A number with a comma', remedy: 'Write a decimal point.' };
  const value = numberOf(text);
  if (value === null) return { what: `"${text.trim()}" is no number`, remedy: 'Write a number, without the unit.' };
  const { lowest = null, highest = null } = chosen ?? {};
  if ((lowest !== null && value < lowest) || (highest !== null && value > highest))
    return { what: `${text.trim()} lies outside of ${spanWords(lowest, highest)}${chosen?.unit ? ` ${chosen.unit}` : ''}`, remedy: 'Look whether it was read on another scale.' };
  return null;
}

/** Answers that were given, as numbers. */
export function givenAnswers(instrument: Instrument, entries: Entries): Record<string, number> {
  return Object.fromEntries(
    instrument.items.flatMap(({ item }) => {
      const value = numberOf(entries[answerKey(item)] ?? '');
      return value === null ? [] : [[item, value]];
    }),
  );
}
