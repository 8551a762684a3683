import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CaseDocument, Edit, Run, Scene } from '../src/api/types';
import { Refused } from '../src/api/api';
import { aCase, aFrame, aProbe, aRun, FakeSocket, GRID, later, settle, type Later } from './fakes';

/** What the fake server was asked for, by name, and waits with its answer. */
const asked = new Map<string, Later<never>[]>();

function wait<T>(name: string): Promise<T> {
  const one = later<T>();
  asked.set(name, [...(asked.get(name) ?? []), one as unknown as Later<never>]);
  return one.promise;
}

/** The newest question of that name. */
const question = <T>(name: string): Later<T> => {
  const found = asked.get(name)?.at(-1);
  if (!found) throw new Error(`nobody asked for ${name}, only for ${[...asked.keys()].join(', ')}`);
  return found as unknown as Later<T>;
};
const count = (name: string): number => asked.get(name)?.length ?? 0;

vi.mock('../src/drawing/softness', () => ({ drawnInSoftware: () => false }));
vi.mock('../src/logic/frame', async (real) => ({ ...(await real<object>()), inflate: async (body: ArrayBuffer) => body }));
vi.mock('../src/drawing/iceWorkerClient', () => ({
  askWorker: (one: { coarse: boolean; surfaces?: boolean }) => wait(`worker ${one.surfaces === false ? 'field' : 'all'}`),
}));
vi.mock('../src/api/api', async (real) => ({
  ...(await real<object>()),
  api: {
    result: (id: string) => wait(`result ${id}`),
    frame: (id: string, frame: number | 'nadir') => (frame === 0 ? new Promise(() => undefined) : Promise.resolve(aFrame(Number(frame)))).then((body) => (void id, body)),
    document: (id: string) => wait(`document ${id}`),
    edit: (_id: string, base: number, edit: Edit) => wait(`edit ${edit.kind} ${base}`),
    undo: (_id: string, base: number) => wait(`undo ${base}`),
    run: (_id: string, base: number) => wait(`run ${base}`),
    scene: (key: string) => wait(`scene ${key}`),
    bytes: (url: string) => wait(`bytes ${url}`),
    about: () => Promise.resolve({ version: '', notice: '' }),
    runs: () => Promise.resolve([]),
    job: () => new Promise(() => undefined),
    cancel: () => Promise.resolve(),
    liveUrl: (id: string) => `ws://here/${id}`,
  },
}));

let now = 0;
let frames: ((at: number) => void)[] = [];
type Modules = {
  playback: (typeof import('../src/state/playback.svelte'))['playback'];
  preview: (typeof import('../src/state/preview.svelte'))['preview'];
  session: (typeof import('../src/state/session.svelte'))['session'];
  comparison: (typeof import('../src/state/comparison.svelte'))['comparison'];
  scenes: (typeof import('../src/state/scenes.svelte'))['scenes'];
  notices: (typeof import('../src/state/notices.svelte'))['notices'];
  jobs: (typeof import('../src/state/jobs.svelte'))['jobs'];
};
let on: Modules;

beforeEach(async () => {
  asked.clear();
  FakeSocket.all = [];
  [now, frames] = [0, []];
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('location', { pathname: '/', search: '', protocol: 'http:', host: 'here' });
  vi.stubGlobal('history', { replaceState: () => undefined });
  vi.stubGlobal('requestAnimationFrame', (task: (at: number) => void) => frames.push(task));
  vi.stubGlobal('cancelAnimationFrame', () => (frames = []));
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  vi.resetModules();
  const { session } = await import('../src/state/session.svelte');
  const { playback } = await import('../src/state/playback.svelte');
  const { preview } = await import('../src/state/preview.svelte');
  const { comparison } = await import('../src/state/comparison.svelte');
  const { scenes } = await import('../src/state/scenes.svelte');
  const { notices } = await import('../src/state/notices.svelte');
  const { jobs } = await import('../src/state/jobs.svelte');
  on = { session, playback, preview, comparison, scenes, notices, jobs };
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Time goes on by a picture. */
function picture(ms: number): void {
  now += ms;
  const due = frames;
  frames = [];
  for (const task of due) task(now);
}

const shown = (source = 'all') => question<{ field: object; surfaces: object[] }>(`worker ${source}`).give({ field: { grid: GRID }, surfaces: [] });

async function opened(run: Run): Promise<void> {
  const done = on.playback.open(run.id);
  question<Run>(`result ${run.id}`).give(run);
  await done;
  await settle();
  shown();
  await settle();
}

/** A case on the page, connected, its previews prepared. */
async function begun(document: CaseDocument): Promise<FakeSocket> {
  const done = on.session.open('d');
  question<CaseDocument>('document d').give(document);
  await done;
  const socket = FakeSocket.all.at(-1)!;
  socket.opened();
  question<CaseDocument>('document d').give(document);
  await settle();
  socket.told({ kind: 'prepared', grid: GRID });
  return socket;
}

describe('a run', () => {
  it('chosen later is shown, in whatever order the answers come', async () => {
    const [first, second] = [on.playback.open('a'), on.playback.open('b')];
    question<Run>('result b').give(aRun('b'));
    await second;
    question<Run>('result a').give(aRun('a'));
    await first;
    expect(on.playback.run!.id).toBe('b');
    void on.playback.open('b');
    expect(count('result b')).toBe(1);
  });

  it('that failed after another was chosen takes nothing away', async () => {
    const [first, second] = [on.playback.open('a'), on.playback.open('b')];
    question<Run>('result b').give(aRun('b'));
    await second;
    question('result a').fail(new Error('lost'));
    await first;
    expect([on.playback.run!.id, on.notices.list.length]).toEqual(['b', 0]);
  });

  it('beside another is the one chosen last', async () => {
    const [first, second] = [on.comparison.choose('a'), on.comparison.choose('b')];
    question<Run>('result b').give(aRun('b'));
    question<Run>('result a').give(aRun('a'));
    await Promise.all([first, second]);
    expect(on.comparison.run!.id).toBe('b');
    on.comparison.follow(20, false);
    await settle();
    expect(count('worker field')).toBe(1); // no surfaces are drawn for it
  });

  it('starts at its own coldest moment, and not as the one before was left', async () => {
    await opened(aRun('a'));
    on.playback.showNadir(true);
    on.playback.go(3);
    on.playback.showNadir(true);
    await on.playback.open(null);
    expect([on.playback.nadir, on.playback.index, on.playback.run]).toEqual([false, 0, null]);
    await opened(aRun('b'));
    expect([on.playback.nadir, on.playback.index]).toEqual([false, 5]);
  });

  it('plays on until the time is moved, and then stays there', async () => {
    await opened(aRun('a'));
    on.playback.go(0);
    on.playback.toggle();
    picture(1000);
    expect([on.playback.playing, on.playback.time]).toEqual([true, 20]);
    on.playback.goTo(80);
    expect([on.playback.playing, on.playback.time]).toEqual([false, 80]);
    picture(1000);
    expect(on.playback.time).toBe(80);
  });
});

describe('a preview', () => {
  it('that is drawn after it was given up is not shown', async () => {
    await opened(aRun('a'));
    const drawn = on.playback.preview(aFrame(1), GRID);
    on.playback.restore();
    shown();
    expect(await drawn).toBe(false);
    expect(on.playback.source).toBe('run');
  });

  it('is shown, and gone after Esc, whatever still comes of it', async () => {
    const socket = await begun(aCase(1));
    on.preview.grab(on.session.document!.probes[0]!, 'tip', '3d');
    on.preview.move([1, 0, 0], false, false);
    const { seq } = socket.previews[0]!;
    on.preview.cancel();
    socket.told({ kind: 'previewed', seq, ms: 1, error_mm: null, warnings: ['w'], note: '', cold: null });
    socket.told({ kind: 'measured', seq, probes: [aProbe()] });
    socket.told({ kind: 'error', seq, error: { what: 'outside' } });
    socket.told(aFrame(seq));
    await settle();
    expect([on.preview.answer, on.preview.measured, on.preview.refused, count('worker all')]).toEqual([null, [], '', 0]);
    expect(socket.sent).toContain(JSON.stringify({ kind: 'ack', index: seq })); // the server counts it all the same

    on.preview.grab(on.session.document!.probes[0]!, 'tip', '3d');
    on.preview.move([2, 0, 0], false, false);
    const next = socket.previews.at(-1)!.seq;
    socket.told({ kind: 'previewed', seq: next, ms: 1, error_mm: null, warnings: [], note: '', cold: null });
    socket.told(aFrame(next));
    await settle();
    shown();
    await settle();
    expect([next > seq, on.preview.answer?.seq, on.playback.source]).toEqual([true, next, 'preview']);
  });

  it('with a broken frame is told, not thrown away unheard', async () => {
    const socket = await begun(aCase(1));
    socket.told(new ArrayBuffer(3));
    await settle();
    expect(on.notices.list.map((one) => one.problem.what)).toEqual(['A frame of 3 bytes has no header.']);
  });

  it('of one case is not prepared for the next', async () => {
    await begun(aCase(1));
    expect(on.preview.prepared).toBe(true);
    on.session.leave();
    expect([on.preview.prepared, on.preview.drag]).toEqual([false, null]);
  });

  it('stays when a run of an earlier version ends, and goes when the run shown is of the case', async () => {
    vi.stubGlobal('addEventListener', () => undefined);
    vi.stubGlobal('document', { addEventListener: () => undefined });
    await on.session.begin(); // it hears of every job that ends
    await begun(aCase(2, { latest_run: 'a', stale: true }));
    question<Run>('result a').give(aRun('a'));
    await settle();
    shown();
    await settle();
    const drawn = on.playback.preview(aFrame(1), GRID);
    shown();
    await drawn;
    on.jobs.heard({ job: 'j', of: 'run', done: 0, total: 0, left_s: null, state: 'running', sentence: '' });
    on.jobs.heard({ job: 'j', of: 'run', done: 0, total: 0, left_s: null, state: 'done', sentence: '' });
    await settle();
    question<CaseDocument>('document d').give(aCase(2, { latest_run: 'a', stale: true }));
    await settle();
    expect(on.playback.source).toBe('preview');
    FakeSocket.all.at(-1)!.told({ kind: 'changed', version: 2 });
    await settle();
    question<CaseDocument>('document d').give(aCase(2, { latest_run: 'b' }));
    await settle();
    question<Run>('result b').give(aRun('b'));
    await settle();
    shown();
    await settle();
    expect([on.playback.source, on.playback.run!.id]).toEqual(['run', 'b']);
  });
});

describe('a probe that is let go', () => {
  const move = (): void => {
    on.preview.grab(on.session.document!.probes[0]!, 'tip', '3d');
    on.preview.move([1, 0, 0], false, false);
  };

  it('is moved once, and not taken hold of before that is done', async () => {
    await begun(aCase(1));
    on.session.runAfterDrag = false;
    move();
    const [first, second] = [on.preview.release(), on.preview.release()];
    move();
    await settle();
    expect([count('edit move_probe 1'), on.preview.drag!.place.tip_mm]).toEqual([1, [1, 0, 0]]);
    question<CaseDocument>('edit move_probe 1').give(aCase(2));
    await Promise.all([first, second]);
    expect([count('edit move_probe 2'), on.preview.drag]).toEqual([0, null]);
  });

  it('goes back where the server refuses', async () => {
    await begun(aCase(1));
    move();
    const done = on.preview.release();
    await settle();
    question('edit move_probe 1').fail(new Refused(422, { what: 'too far' }));
    await done;
    expect([on.preview.drag, on.preview.places[0]!.tip_mm, on.notices.list.length]).toEqual([null, [0, 0, 0], 1]);
  });
});

describe('a run of the case', () => {
  it('waits for edits under way and is of what they made', async () => {
    await begun(aCase(1));
    const edits = [on.session.edit({ kind: 'set_probe', name: 'probe' }), on.session.edit({ kind: 'set_protocol', steps: [] })];
    const run = Promise.all([on.session.run(), on.session.run()]);
    await settle();
    question<CaseDocument>('edit set_probe 1').give(aCase(2));
    await settle();
    expect([count('run 1'), count('run 2')]).toEqual([0, 0]);
    question<CaseDocument>('edit set_protocol 2').give(aCase(3));
    expect(await Promise.all(edits)).toEqual([true, true]);
    await settle();
    question<{ job: string }>('run 3').give({ job: 'j' });
    await run;
    expect([on.jobs.current!.job, count('run 3')]).toEqual(['j', 1]); // both wished for the same run
  });
});

describe('edits in a row', () => {
  it('take each what the one before made of the case, and an undo waits for the edit it undoes', async () => {
    on.session.document = aCase(1);
    const seen: number[] = [];
    const edit = () =>
      on.session.edit((document) => {
        seen.push(document.version);
        return { kind: 'set_protocol', steps: [] };
      });
    const [first, second, undone] = [edit(), edit(), on.session.undo()];
    await settle();
    question<CaseDocument>('edit set_protocol 1').give(aCase(2, { undo: 'one' }));
    await first;
    await settle();
    question<CaseDocument>('edit set_protocol 2').give(aCase(3, { undo: 'two' }));
    await second;
    await settle();
    question<CaseDocument>('undo 3').give(aCase(4, { undo: 'one' }));
    expect([await undone, seen, on.session.document!.version]).toEqual([true, [1, 2], 4]);
  });

  it('that change nothing ask nobody', async () => {
    on.session.document = aCase(1);
    expect(await on.session.edit(() => null)).toBe(false);
    expect(await on.session.redo()).toBe(false);
    expect([...asked.keys()].filter((name) => /edit|redo/.test(name))).toEqual([]);
  });
});

describe('what was found before', () => {
  const done = (of: 'plan' | 'spread', text_key: string, job: string) =>
    ({ job, of, done: 1, total: 1, left_s: null, state: 'done', sentence: '', version: 1, text_key, result: { sentence: job } }) as const;

  it('is offered again for the same text, whatever the version, and for no other', () => {
    on.session.document = aCase(3, { text_key: 'as it was' }); // an edit, and its undo
    on.jobs.shown = () => on.session.document!.text_key;
    on.jobs.heard(done('spread', 'another', 'a'));
    on.jobs.heard(done('plan', 'another', 'b'));
    expect([on.jobs.spread, on.jobs.plan]).toEqual([null, null]);
    on.jobs.heard(done('spread', 'as it was', 'c'));
    on.jobs.heard(done('plan', 'as it was', 'd'));
    expect([on.jobs.spread!.sentence, on.jobs.plan!.sentence, on.jobs.planJob!.version]).toEqual(['c', 'd', 1]);
  });

  it('is asked for at the document once a spread has ended', async () => {
    on.session.document = aCase(1);
    vi.stubGlobal('addEventListener', () => undefined);
    vi.stubGlobal('document', { addEventListener: () => undefined });
    void on.session.begin();
    await settle();
    const before = count('document d');
    on.jobs.heard({ ...done('spread', '', 'e'), state: 'running' });
    on.jobs.heard(done('spread', '', 'e'));
    await settle();
    expect(count('document d')).toBe(before + 1); // it names the run whose bands are there now
  });
});

describe('a program that did not answer', () => {
  it('is no news any more once it answers; other problems stay', async () => {
    const { Unreachable } = await import('../src/api/api');
    on.notices.problem(new Unreachable());
    on.notices.problem(new Error('something else'));
    on.notices.answered();
    expect(on.notices.list.map(({ problem }) => problem.what)).toEqual(['something else']);
  });
});

describe('the anatomy', () => {
  const scene = (key: string): Scene => ({
    key, bounds_mm: [[0, 0, 0], [1, 1, 1]], labels: { ...GRID, url: `labels ${key}` }, structures: [], nerves: [],
  });

  it('says why it is not there until another one is asked for', async () => {
    void on.scenes.load('bad');
    question('scene bad').fail(new Refused(422, { what: '149 mm is no nerve depth of a limb', remedy: 'Give less.' }));
    await settle();
    expect([on.scenes.failed, on.scenes.sentence]).toEqual(['149 mm is no nerve depth of a limb. Give less.', '']);
    void on.scenes.load('good');
    expect(on.scenes.failed).toBe('');
  });

  it('changes with its labels, never before them', async () => {
    const first = on.scenes.load('a');
    question<Scene>('scene a').give(scene('a'));
    await settle();
    question<ArrayBuffer>('bytes labels a').give(new ArrayBuffer(8));
    await first;
    const labels = on.scenes.labels;
    const second = on.scenes.load('b');
    question<Scene>('scene b').give(scene('b'));
    await settle();
    expect([on.scenes.scene!.key, on.scenes.labels === labels]).toEqual(['a', true]);
    question<ArrayBuffer>('bytes labels b').give(new ArrayBuffer(8));
    await second;
    expect([on.scenes.scene!.key, on.scenes.labels === labels]).toEqual(['b', false]);
  });
});
