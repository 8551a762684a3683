import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job } from '../src/api/types';
import { later, settle, type Later } from './fakes';

const asked: { run: string; parts: string[]; time: number | null; answer: Later<{ job: string }> }[] = [];

vi.mock('../src/api/api', async (real) => ({
  ...(await real<object>()),
  api: {
    exportParts: () => Promise.resolve([{ name: 'case', title: 'Case' }, { name: 'numbers', title: 'Numbers' }, { name: 'dicom', title: 'DICOM' }]),
    export: (run: string, parts: string[], time: number | null) => {
      asked.push({ run, parts, time, answer: later() });
      return asked.at(-1)!.answer.promise;
    },
    archiveUrl: (run: string, archive: string) => `/${run}/${archive}`,
    job: () => new Promise(() => undefined),
  },
}));

const over = (job: string): Job => ({
  job, of: 'export', done: 1, total: 1, left_s: 0, state: 'done', sentence: '',
  result: { run: 'r', archive: 'export-1.zip', bytes: 12, sentence: '2 files are packed.' },
});

let taking: (typeof import('../src/state/taking.svelte'))['taking'];
let jobs: (typeof import('../src/state/jobs.svelte'))['jobs'];
let saved: string[];

beforeEach(async () => {
  asked.length = 0;
  saved = [];
  vi.resetModules();
  ({ taking } = await import('../src/state/taking.svelte'));
  ({ jobs } = await import('../src/state/jobs.svelte'));
  jobs.ended = (job) => taking.ended(job);
  taking.save = (address) => saved.push(address);
  await taking.load();
});

describe('what is taken of a run', () => {
  it('is what was chosen of what is offered, and is saved once', async () => {
    taking.chosen.dicom = true;
    taking.chosen.numbers = false;
    const turn = taking.pack('r', 30);
    expect(asked.map(({ run, parts, time }) => [run, parts, time])).toEqual([['r', ['case', 'dicom'], 30]]);
    asked[0]!.answer.give({ job: 'j' });
    await turn;
    expect(saved).toEqual([]);
    jobs.heard(over('j'));
    jobs.heard(over('j'));
    expect(saved).toEqual(['/r/export-1.zip']);
    expect(taking.ready?.sentence).toBe('2 files are packed.');
  });

  it('is saved too where the job was over before its name came', async () => {
    const turn = taking.pack('r', null);
    jobs.heard({ ...over('j'), state: 'running' });
    jobs.heard(over('j'));
    expect(saved).toEqual([]);
    asked[0]!.answer.give({ job: 'j' });
    await turn;
    await settle();
    expect(saved).toEqual(['/r/export-1.zip']);
  });

  it('is not saved here where another tab had it packed', async () => {
    jobs.heard({ ...over('other'), state: 'running' });
    jobs.heard(over('other'));
    await settle();
    expect([saved, taking.ready]).toEqual([[], null]);
  });
});
