import { describe, expect, it } from 'vitest';
import type { EvidenceRow, Panel, PlotPool, PlotRow } from '../src/api/evidenceTypes';
import { axisOf, brokenPools, logit, narrowed, rowFits, sideOf, spoken, strokeOf, tickWords, withRoom } from '../src/logic/forest';

const row = (label: string, value: number, low: number | null, high: number | null, more: Partial<PlotRow> = {}): PlotRow => ({
  kind: 'row', words: label, small: '9 patients', label, number: `${value}`, weight: 0.5, value, low, high, apart: false, sham: false, ...more,
});
const pool = (members: string[], low: number, high: number, more: Partial<PlotPool> = {}): PlotPool => ({
  kind: 'pool', words: 'pooled', small: '', number: '', value: (low + high) / 2, low, high, few: false, further: null, pool: 0, members, ...more,
});
const panel = (...lines: Panel['lines']): Panel => ({ measure: 'share', title: '', zero: '', lines });

describe('the axis of a forest plot', () => {
  it('of shares goes from 0 to 100 %, and is cut where every share is rare', () => {
    const whole = axisOf('share', [row('a', 84, 66, 95)]);
    expect([whole.low, whole.high]).toEqual([0, 100]);
    expect(whole.at(84)).toBeCloseTo(0.84, 12);
    expect(whole.ticks).toEqual([0, 20, 40, 60, 80, 100]);
    const rare = axisOf('share', [row('a', 3, 1.5, 6.1), row('b', 0, 0, 12)]);
    expect(rare.high).toBe(15);
  });

  it('of differences lies evenly about no difference', () => {
    const axis = axisOf('difference', [row('sham', -0.1, -1, 0.7)]);
    expect([axis.low, axis.high]).toEqual([-2, 2]);
    expect(axis.at(0)).toBe(0.5);
    expect(axisOf('difference', [row('a', 3.4, -0.1, 6.9)]).high).toBe(7);
  });

  it('of falls begins at no change unless pain grew, and ends with the scale', () => {
    expect([axisOf('fall', [row('a', 4, 3, 5)]).low, axisOf('fall', [row('a', 0.8, -0.3, 1.9)]).low]).toEqual([0, -1]);
    expect(axisOf('fall', [row('a', 99, -50, 99)])).toMatchObject({ low: -10, high: 10 });
  });

  it('in even steps of odds is the logit, alike on both sides of a half', () => {
    const axis = axisOf('share', [row('a', 50, 20, 80)], 'odds');
    expect(axis.at(50)).toBeCloseTo(0.5, 12);
    expect(axis.at(10) + axis.at(90)).toBeCloseTo(1, 12);
    const part = (logit(20) - logit(0.5)) / (logit(99.5) - logit(0.5));
    expect(axis.at(20)).toBeCloseTo(part, 12);
    expect([axis.at(0), axis.at(100)]).toEqual([0, 1]);
    expect(axis.ticks).toContain(50);
    expect(axisOf('fall', [row('a', 4, 3, 5)], 'odds').ticks).not.toContain(50);
  });

  it('rises, whatever is drawn', () => {
    for (const steps of ['even', 'odds'] as const) {
      const axis = axisOf('share', [row('a', 40, 1, 99)], steps);
      for (let value = 1; value < 100; value++) expect(axis.at(value)).toBeGreaterThanOrEqual(axis.at(value - 1));
      expect([...axis.ticks].sort((a, b) => a - b)).toEqual(axis.ticks);
    }
  });

  it('is not stretched by a pool of few studies, but by what a further study may show', () => {
    expect(axisOf('share', [row('a', 3, 1, 6), pool(['a'], 0, 98, { few: true })]).high).toBe(10);
    expect(axisOf('share', [row('a', 3, 1, 6), pool(['a'], 2, 8, { further: [0, 80] })]).high).toBe(100);
  });
});

describe('an interval', () => {
  const axis = axisOf('difference', [row('a', 0, -1, 1)]);
  it('inside of the axis has no arrow', () => {
    expect(strokeOf(axis, -1, 1)).toEqual({ from: 0.25, to: 0.75, onLeft: false, onRight: false });
  });
  it('that goes on beyond it is cut there, with an arrow', () => {
    expect(strokeOf(axis, -5, 1)).toEqual({ from: 0, to: 0.75, onLeft: true, onRight: false });
    expect(strokeOf(axis, -1, 40)).toEqual({ from: 0.25, to: 1, onLeft: false, onRight: true });
    const odds = axisOf('share', [], 'odds');
    expect(strokeOf(odds, 0, 3)).toMatchObject({ from: 0, onLeft: true, onRight: false });
  });
  it('that is not known is not drawn', () => {
    expect(strokeOf(axis, null, 1)).toBeNull();
  });
});

describe('what is drawn and said', () => {
  it('squares have the weight as their area', () => {
    expect((sideOf(1) ** 2 - sideOf(0) ** 2) / (sideOf(0.5) ** 2 - sideOf(0) ** 2)).toBeCloseTo(2, 12);
  });
  it('ticks keep their distance, and both ends', () => {
    const axis = axisOf('share', [row('a', 84, 66, 95)]);
    expect(withRoom(axis, 400, 46)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(withRoom(axis, 120, 46)).toEqual([0, 40, 100]);
    expect(withRoom(axis, 60, 46)).toEqual([0, 100]);
    const places = withRoom(axisOf('share', [], 'odds'), 200, 46).map((tick) => axisOf('share', [], 'odds').at(tick) * 200);
    places.slice(1).forEach((place, n) => expect(place - places[n]!).toBeGreaterThanOrEqual(46));
  });
  it('ticks carry sign and unit', () => {
    expect(tickWords(axisOf('difference', []), -2)).toBe('−2');
    expect(tickWords(axisOf('share', []), 20)).toBe('20 %');
  });
  it('a row that stands apart has no weight', () => {
    expect(spoken(row('a', 1, 0, 2))).toEqual(['a', '9 patients', '1', '50 %']);
    expect(spoken(row('a', 1, 0, 2, { apart: true })).at(-1)).toBe('–');
  });
});

describe('choosing rows', () => {
  const told = { design: 'case report', unit: 'patient', audit: 'verified' } as EvidenceRow;
  it('by design, unit and audit, all at once', () => {
    expect(rowFits(told, { design: '', unit: '', audit: '' })).toBe(true);
    expect(rowFits(told, { design: 'case report', unit: 'patient', audit: 'verified' })).toBe(true);
    expect(rowFits(told, { design: '', unit: 'neuroma', audit: '' })).toBe(false);
  });
  it('takes a pool away with any of its rows, and a heading above nothing', () => {
    const lines = panel(row('a', 1, 0, 2), row('b', 1, 0, 2), pool(['a', 'b'], 0, 2), { kind: 'heading', words: 'Never pooled', small: '' }, row('c', 1, null, null, { apart: true }));
    expect(narrowed(lines, new Set(['a', 'b', 'c'])).lines).toHaveLength(5);
    const left = narrowed(lines, new Set(['a']));
    expect(left.lines.map((line) => line.kind)).toEqual(['row']);
    expect(brokenPools(lines, new Set(['a']))).toHaveLength(1);
    expect(brokenPools(lines, new Set(['a', 'b']))).toEqual([]);
  });
});
