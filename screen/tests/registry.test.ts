import { describe, expect, it } from 'vitest';
import type { KindField } from '../src/api/registryTypes';
import { conditionOf, entryProblem, fieldWords, problemsByField, typedConditions, valuesOf } from '../src/logic/recordForm';
import { dayWords, placeOf, rowsFor, timeScale } from '../src/logic/timeScale';

const field = (more: Partial<KindField>): KindField => ({ name: 'day', type: 'integer', wanted: false, choices: [], min: null, max: null, unit: '', meaning: '', to: '', ...more });

describe('a scale of time', () => {
  it('keeps days around the procedure and later months apart', () => {
    const scale = timeScale([-3, 0, 1, 7, 14, 91, 365], 100, 900);
    const places = [-3, 0, 1, 7, 14, 91, 365].map(scale.x);
    for (let at = 1; at < places.length; at++) expect((places[at] ?? NaN) - (places[at - 1] ?? NaN)).toBeGreaterThan(20);
    expect(places[0]).toBeCloseTo(100);
    expect(places[6]).toBeCloseTo(900);
  });
  it('never lets ticks come too close, and never leaves day 0 out', () => {
    for (const days of [[0], [-400, 3000], [0, 1], [0, 91], [-36500, 36500]]) {
      const scale = timeScale(days, 0, 500, 62);
      const at = scale.ticks.map((tick) => scale.x(tick.day));
      expect(scale.ticks.some((tick) => tick.day === 0)).toBe(true);
      for (let n = 1; n < at.length; n++) expect((at[n] ?? NaN) - (at[n - 1] ?? NaN)).toBeGreaterThanOrEqual(62);
    }
  });
  it('is the same before and after', () => {
    expect(placeOf(-14)).toBe(-placeOf(14));
    expect([dayWords(-2), dayWords(0), dayWords(91)]).toEqual(['2 days before', 'day 0', 'day 91']);
  });
});

describe('rows of words', () => {
  it('never lets two cover each other', () => {
    const spans = Array.from({ length: 60 }, (_, n) => ({ from: (n * 37) % 400, to: ((n * 37) % 400) + 30 + ((n * 13) % 90) }));
    const rows = rowsFor(spans);
    spans.forEach((one, a) => spans.forEach((two, b) => {
      if (a < b && rows[a] === rows[b]) expect(one.to + 6 <= two.from || two.to + 6 <= one.from).toBe(true);
    }));
  });
  it('takes one row where there is room', () => expect(rowsFor([{ from: 0, to: 10 }, { from: 20, to: 30 }])).toEqual([0, 0]));
});

describe('a form', () => {
  it('says what is wrong with an entry', () => {
    expect(entryProblem(field({ wanted: true }), ' ')).toBe('This is needed.');
    expect(entryProblem(field({ unit: 'days' }), '1.5')).toBe('Write a whole number of days.');
    expect(entryProblem(field({ type: 'number' }), '1,5')).toBe('Write a decimal point.');
    expect(entryProblem(field({ type: 'number' }), 'NaN')).toBe('Write a number.');
    expect(entryProblem(field({ min: 0, max: 89 }), '90')).toBe('It lies from 0 to 89.');
    expect(entryProblem(field({ type: 'code', choices: ['left'] }), 'lefd')).toBe('Choose one of the list.');
    expect(entryProblem(field({}), '7')).toBe('');
    expect(entryProblem(field({}), '')).toBe('');
  });
  it('sends what is written and nothing else', () => expect(valuesOf({ a: ' 1 ', b: '', c: '  ' })).toEqual({ a: '1' }));
  it('puts problems at their fields', () => {
    const told = [{ field: 'case.nerve', what: 'no', remedy: 'yes' }, { field: 'person.age_years', what: 'too old', remedy: '' }];
    expect(problemsByField(told, 'case')).toEqual({ nerve: 'no. yes', '': 'too old' });
  });
  it('speaks of fields in words', () => expect(fieldWords('console_temperature_degC')).toBe('Console temperature'));
});

describe('filters', () => {
  it('become conditions', () => {
    expect(conditionOf('sex', 'female')).toBe('person.sex=female');
    expect(conditionOf('nerve', 'tibial')).toBe('nerve=tibial');
    expect(typedConditions('person.age_years<18 and side=left; title!=')).toEqual(['person.age_years<18', 'side=left', 'title!=']);
    expect(typedConditions('  ')).toEqual([]);
  });
});
