import { describe, expect, it } from 'vitest';
import type { Instrument, Kind, KindField, TimeEvent, TimeLine } from '../src/api/registryTypes';
import { conditionProblem, conditionsOf, whereOf } from '../src/logic/filterText';
import { answerProblem, choicesOf, givenAnswers, scoreProblem } from '../src/logic/instrumentForm';
import { overlap, type Rect } from '../src/logic/labelPlaces';
import { byField, changesOf, entriesOf, fieldProblem, formOf, mayIdentify, valuesOf } from '../src/logic/recordForm';
import { countWords, painWords, recordWords } from '../src/logic/registryWords';
import { eventsOf, labelOfEvent, laidOut, rowsFor, wordsWide, type Drawn } from '../src/logic/timeLanes';
import { dayWords, periodWords, span, stretched, timeScale, timeTicksOf } from '../src/logic/timeScale';
import { casesUrl } from '../src/api/registry';
import { random } from './fakes';

const field = (name: string, more: Partial<KindField> = {}): KindField => ({ name, type: 'integer', wanted: false, choices: [], min: null, max: null, unit: '', meaning: name, to: '', ...more });
const PERSON: Kind = {
  name: 'person', letter: 'P', parent: '', meaning: '', fields: [
    field('remark', { type: 'text' }), field('age_years', { min: 0, max: 89, unit: 'years' }), field('sex', { type: 'code', choices: ['female', 'male'] }),
  ],
};
const CASE: Kind = { name: 'case', letter: 'C', parent: 'person', meaning: '', fields: [field('nerve', { type: 'word' }), field('case_file', { type: 'document' })] };
const CONSENT: Kind = {
  name: 'consent', letter: 'S', parent: 'person', meaning: '', fields: [
    field('day', { wanted: true, min: -36500, max: 36500, unit: 'days' }), field('form', { type: 'word', wanted: true }), field('treated', { type: 'flag' }),
  ],
};

describe('days on a line', () => {
  it('tells -30, 0, 1, 7, 14, 91 and 365 apart', () => {
    const x = timeScale([-30, 365], [0, 800]);
    const places = [-30, 0, 1, 7, 14, 91, 365].map(x);
    expect(places[0]).toBeCloseTo(0);
    expect(places.at(-1)).toBeCloseTo(800);
    for (let n = 1; n < places.length; n++) expect(places[n]! - places[n - 1]!).toBeGreaterThan(40);
  });

  it('is symmetric about day 0', () => {
    for (const day of [1, 30, 400]) expect(stretched(-day)).toBeCloseTo(-stretched(day), 12);
    expect(stretched(0)).toBe(0);
  });

  it('says lengths as one says them', () => {
    expect([1, 3, 7, 14, 10, 91, 182, 365, 730].map(periodWords)).toEqual(['1 day', '3 days', '1 week', '2 weeks', '10 days', '3 months', '6 months', '1 year', '2 years']);
    expect(dayWords(-3)).toBe('day −3');
    expect(dayWords(14)).toBe('day 14 (2 weeks)');
  });

  it('always has day 0 and a week, and ticks whose words stand apart', () => {
    expect(span([])).toEqual([-1, 7]);
    for (const days of [[-1, 7], [-30, 365], [-400, 4000]] as const) {
      const x = timeScale(days, [160, 900]);
      const ticks = timeTicksOf(days, x, wordsWide);
      expect(ticks.some((tick) => tick.day === 0)).toBe(true);
      expect(ticks.length).toBeGreaterThan(3);
      for (let n = 1; n < ticks.length; n++) {
        const [before, now] = [ticks[n - 1]!, ticks[n]!];
        expect(x(now.day) - wordsWide(now.words) / 2).toBeGreaterThan(x(before.day) + wordsWide(before.words) / 2);
      }
    }
  });
});

const event = (kind: string, day: number, until: number | null, short: string): TimeEvent => ({ day, until, lane: kind, kind, record: `${kind}${day}${short}`, words: short, short, assumed: false, value: null });

/** Where words stand, of every lane. */
const wordsOf = (drawn: Drawn): Rect[] => drawn.lanes.flatMap((lane) => lane.printed.map(({ x, y, text }) => ({ left: x, top: y - 7, right: x + wordsWide(text), bottom: y + 7 })));

function clear(drawn: Drawn): void {
  const words = wordsOf(drawn);
  words.forEach((one, n) => words.slice(n + 1).forEach((other) => expect(overlap(one, other), `${JSON.stringify(one)} ${JSON.stringify(other)}`).toBe(false)));
}

describe('lanes of a case', () => {
  const line: TimeLine = {
    events: [event('adverse_event', 1, 3, 'bruise, grade 1'), event('adverse_event', 2, null, 'numbness, grade 2'), event('procedure', 0, null, 'cryoneurolysis'), event('consent', -3, null, 'consent')],
    series: [{ name: 'vas', title: 'Pain, VAS', unit: 'mm', low: 0, high: 100, better: -1, points: [{ day: 0, value: 80, assumed: true, record: 'M1' }, { day: 7, value: 10, assumed: false, record: 'M2' }] }],
    predicted: [{ what: 'recovery', nerve: 'tibial', p5: 90, p50: 120, p95: 160, record: 'R1' }],
  };

  it('orders them, and none lies upon another', () => {
    const drawn = laidOut(line, 1000, 160);
    expect(drawn.lanes.map((lane) => lane.title)).toEqual(['Consent', 'Procedures', 'Adverse events', 'Pain, VAS', 'Predicted']);
    for (let n = 1; n < drawn.lanes.length; n++) expect(drawn.lanes[n]!.top).toBeGreaterThanOrEqual(drawn.lanes[n - 1]!.top + drawn.lanes[n - 1]!.height);
    clear(drawn);
  });

  it('draws a bar while an adverse event lasts, to the end where none is known', () => {
    const [, , adverse] = laidOut(line, 1000, 160).lanes;
    const [over, lasting] = adverse!.marks;
    expect([over!.open, lasting!.open]).toEqual([false, true]);
    expect(lasting!.until!).toBeGreaterThan(over!.until!);
  });

  it('draws a score once, in its series, and says what a consent is for', () => {
    const scored = { ...event('measurement', 7, null, 'vas 10'), record: 'M2' };
    const other = event('measurement', 14, null, 'prosthesis-use');
    expect(eventsOf({ ...line, events: [scored, other] })).toEqual([other]);
    expect(labelOfEvent({ kind: 'consent', short: 'consent', words: 'Consent by the person to registry; form A 2' })).toBe('Consent by the person to registry');
    expect(labelOfEvent({ kind: 'adverse_event', short: 'bruise', words: 'Bruise; grade 1 (cirse 2017)' })).toBe('bruise, grade 1');
  });

  it('marks what was assumed, higher pain higher up, and labels predictions', () => {
    const drawn = laidOut(line, 1000, 160);
    const pain = drawn.lanes[3]!;
    expect(pain.marks.map((mark) => mark.assumed)).toEqual([true, false]);
    expect(pain.marks[0]!.y).toBeLessThan(pain.marks[1]!.y);
    expect(pain.marks[1]!.words).toBe('Day 7 (1 week), Pain, VAS: 10 mm');
    expect(drawn.lanes[4]!.printed[0]!.text).toBe('predicted recovery, tibial: median 120 days (90 to 160)');
    expect(drawn.lanes[4]!.bands[0]!.middle).toBeGreaterThan(drawn.lanes[4]!.bands[0]!.x);
  });

  it('never lets words touch, whatever happened', () => {
    for (let seed = 1; seed < 60; seed++) {
      const draw = random(seed);
      const day = (): number => Math.round((draw() - 0.2) * 10 ** (1 + 2.5 * draw()));
      const events = Array.from({ length: 12 }, () => {
        const from = day();
        return event(['consent', 'procedure', 'adverse_event'][Math.floor(3 * draw())]!, from, draw() < 0.4 ? from + Math.round(40 * draw()) : null, 'words of some length'.slice(0, 4 + Math.round(16 * draw())));
      });
      const points = Array.from({ length: 14 }, () => ({ day: day(), value: Math.round(100 * draw()), assumed: draw() < 0.3, record: 'M' }));
      clear(laidOut({ events, series: [{ name: 'vas', title: 'VAS', unit: '', low: 0, high: 100, better: -1, points }], predicted: [] }, 620 + 500 * draw(), 160));
    }
  });

  it('gives a row of its own to what would lie upon another', () => {
    expect(rowsFor([{ from: 0, to: 10 }, { from: 5, to: 8 }, { from: 9, to: 12 }, { from: 11, to: 13 }])).toEqual([0, 1, 1, 0]);
  });
});

describe('forms made of kinds', () => {
  const fields = formOf(PERSON);
  const age = fields.find((one) => one.name === 'age_years')!;

  it('asks the main fields first, folds the rest, and leaves files out', () => {
    expect(fields.map((one) => [one.name, one.more])).toEqual([['age_years', false], ['sex', false], ['remark', true]]);
    expect(formOf(CASE).map((one) => one.name)).toEqual(['nerve']);
    expect(age.label).toBe('Age');
  });

  it('says at once what is wrong', () => {
    expect(fieldProblem(age, '')).toBeNull();
    expect(fieldProblem(age, '12')).toBeNull();
    expect(fieldProblem(age, '120')!.what).toBe('120 lies outside of 0 to 89 years');
    expect(fieldProblem(age, '12.5')!.what).toMatch('whole number');
    expect(fieldProblem(age, 'ten')!).toEqual({ what: '"ten" is no number', remedy: 'Write a number of years, without the unit.', field: 'person.age_years' });
    expect(fieldProblem(age, '12,5')!.remedy).toBe('Write a decimal point.');
    const form = formOf(CONSENT).find((one) => one.name === 'form')!;
    expect(fieldProblem(form, ' ')!.what).toBe('This is missing');
    expect(fieldProblem(form, '<b>')!.what).toBe('This is no short name');
    expect(fieldProblem(formOf(CONSENT).find((one) => one.name === 'day')!, '−3')).toBeNull();
    expect(fieldProblem(fields[2]!, '=1+1')!.what).toMatch('formula');
  });

  it('sends numbers as numbers, flags as truths, and leaves out what is empty', () => {
    expect(valuesOf(formOf(CONSENT), { 'consent.day': '−3', 'consent.form': ' A ', 'consent.treated': 'no' })).toEqual({ day: -3, form: 'A', treated: false });
    expect(valuesOf(fields, {})).toEqual({});
  });

  it('corrects only what differs; what was emptied becomes null', () => {
    const record = { record: 'P', version: 1, age_years: 10, sex: 'female', remark: 'x' };
    const entries = { ...entriesOf(fields, record), 'person.age_years': '11', 'person.remark': '' };
    expect(changesOf(fields, entries, record)).toEqual({ age_years: 11, remark: null });
  });

  it('puts refusals to their fields', () => {
    const problem = { what: 'a', field: 'person.sex', more: [{ what: 'b', field: 'person.age_years' }, { what: 'c', field: 'elsewhere' }] };
    const found = byField(problem, ['person.age_years', 'person.sex']);
    expect([found['person.sex']!.what, found['']!.what]).toEqual(['a', 'c']);
    expect(found['person.age_years']!.what).toBe('b');
  });

  it('knows a refusal that a reason can override', () => {
    expect(mayIdentify({ what: "'Dr. Miller' looks like a name after a title", remedy: 'Leave it out.' })).toBe(true);
    expect(mayIdentify({ what: 'This is missing', remedy: 'Give it.' })).toBe(false);
  });
});

const DN4: Instrument = {
  id: 'dn4', version: '2005', title: 'DN4', measures: '', lowest: 0, highest: 10, unit: 'of 10', direction: '', ages: '', scoring: 'sum', missing: '', single: false, slider: false,
  items: [{ item: 'a', title: 'A', codes: [0, 1], labels: { 0: 'no', 1: 'yes' }, low: null, high: null, step: null }, { item: 'b', title: 'B', codes: [], labels: {}, low: 0, high: 100, step: null }],
};

describe('instruments as forms', () => {
  it('has choices with words, and numbers within their range', () => {
    expect(choicesOf(DN4.items[0]!).map((one) => one.words)).toEqual(['0: no', '1: yes']);
    expect(answerProblem(DN4.items[1]!, '101')!.what).toBe('101 lies outside of 0 to 100');
    expect(answerProblem(DN4.items[1]!, '')).toBeNull();
    expect(answerProblem(DN4.items[0]!, '2')!.remedy).toBe('It is one of 0, 1.');
    expect(givenAnswers(DN4, { 'answers.a': '1', 'answers.b': '' })).toEqual({ a: 1 });
  });

  it('refuses a score outside of the instrument', () => {
    expect(scoreProblem(DN4, '11', true)!.what).toBe('11 lies outside of 0 to 10 of 10');
    expect(scoreProblem(DN4, '', true)!.what).toBe('This is missing');
    expect(scoreProblem(null, '', false)).toBeNull();
    expect(scoreProblem(null, '4,5', false)!.remedy).toBe('Write a decimal point.');
  });
});

describe('what a list is narrowed by', () => {
  it('joins facets and written conditions', () => {
    expect(conditionsOf('nerve=tibial; person.age_years<18 and side=left')).toEqual(['nerve=tibial', 'person.age_years<18', 'side=left']);
    expect(whereOf({ sex: 'female', nerve: null, side: undefined }, 'x=1')).toEqual(['person.sex=female', 'nerve=', 'x=1']);
    expect(casesUrl({ where: ['a=1', 'b<2'], sort: 'age', down: true, offset: 50, limit: 50 })).toBe('/api/registry/cases?where=a%3D1&where=b%3C2&sort=age&down=true&offset=50&limit=50');
  });

  it('says at the line what is wrong', () => {
    const kinds = [PERSON, CASE];
    expect(conditionProblem('nerve=tibial;consent=given', kinds)).toBeNull();
    expect(conditionProblem('tibial', kinds)!.what).toBe('"tibial" is no condition');
    expect(conditionProblem('age_years<18', kinds)!.remedy).toBe('Write person.age_years.');
    expect(conditionProblem('colour=red', kinds)!.remedy).toBe('Known: nerve.');
    expect(conditionProblem('consent=yes', kinds)!.what).toMatch('no state of consent');
    expect(conditionProblem('probe.x=1', kinds)!.what).toBe('"probe" has no fields here');
  });
});

describe('words', () => {
  it('says pain before and last, and large counts', () => {
    expect(painWords({ pain_before: 80, pain_last: 10, pain_unit: 'mm' })).toBe('80 → 10 mm');
    expect(painWords({ pain_before: 8, pain_last: 1, pain_unit: '0 to 10' })).toBe('8 → 1 (0 to 10)');
    expect(painWords({ pain_before: null, pain_last: 3, pain_unit: null })).toBe('– → 3');
    expect(painWords({ pain_before: null, pain_last: null, pain_unit: null })).toBe('–');
    expect(countWords(10000)).toBe('10\u202f000');
    expect(countWords(37)).toBe('37');
  });

  it('says a record in a line', () => {
    expect(recordWords('measurement', { record: 'M', version: 1, day: 7, instrument: 'vas', score: 1, unit: '0 to 10', condition: 'socket-contact' })).toEqual({ day: 'day 7 (1 week)', words: 'vas: 1 (0 to 10), socket contact' });
    expect(recordWords('adverse_event', { record: 'E', version: 1, onset_day: 1, term: 'bruise', grade: '1', scale: 'cirse', scale_version: '2017', resolved_day: null }).words).toBe('bruise, grade 1 (cirse 2017), lasts');
  });
});
