import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveOrder, LivePicture } from '../src/api/types';
import { AT_FIRST, entriesOf, movedWords, orderOf, pixelAt, pixelOf, placeOf, regionBetween, regionBox, regionOf, trueShare, unusual, withUnit, type Entries } from '../src/logic/beginning';
import { lay } from '../src/logic/liveMoment';
import { FakeSocket, later, type Later } from './fakes';

const PICTURE: LivePicture = { size: [400, 200], scale: '', pixel_mm: [0.1, 0.2], corner_mm: [-19.95, 0] };

describe('what is entered', () => {
  it('is sent as the command has it, with the units that stand beside the fields', () => {
    const entries: Entries = {
      ...AT_FIRST, source: 'stream', host: ' scanner ', view: 'across', shift: '-3', shaft: 'near', across: '−2', deep: '14', region: ' 0 0 9 9 ',
      goal: '80', freezingFrom: '2', scale: '0.1 mm, 0.2', startsAt: '1 min', console: true, publish: '18945', members: '50',
    };
    expect(orderOf(entries)).toMatchObject({
      host: 'scanner', port: 18944, view: 'across', shift: '-3 mm', at: '', near: '−2, 14', region: '0 0 9 9', goal: '80 %', freezing_from: '2 s',
      scale: '0.1 mm, 0.2 mm', starts_at: '1 min', thermocouple: 'console', publish: '18945', members: '50', seed: '',
    });
    expect(orderOf(entries).simulated).toBeUndefined();
  });

  it('says nothing where nothing was entered', () => {
    const { simulated, record, ...texts } = orderOf(AT_FIRST);
    expect([simulated?.truth, record]).toEqual(['run', true]);
    expect(Object.values(texts).every((text) => text === '')).toBe(true);
    expect(unusual(orderOf(AT_FIRST))).toEqual([]);
  });

  it('leaves what is no number to the server, which says why at the field', () => {
    expect([withUnit('abc', 'mm'), withUnit('', 'mm'), withUnit('NaN', 'mm'), withUnit(' 3 ', 'mm'), withUnit('3 cm', 'mm')]).toEqual(['abc', '', 'NaN', '3 mm', '3 cm']);
    expect(orderOf({ ...AT_FIRST, shaft: 'at', across: '1', deep: '' }).at).toBe('1, ');
  });

  it('comes back from an order as it was', () => {
    const entries: Entries = { ...AT_FIRST, source: 'stream', host: 'h', port: 1, shift: '2.5', shaft: 'at', across: '-1', deep: '12.5', goal: '90', view: 'along', orientation: 'UF', console: true, record: false };
    expect(entriesOf(orderOf(entries))).toEqual(entries);
    const simulated: Entries = { ...AT_FIRST, truth: 'beside', speckle: 4, speed: 8, fault: 'stop', region: '1 2 30 40' };
    expect(entriesOf(orderOf(simulated))).toEqual(simulated);
    expect(entriesOf({ record: true, simulated: null, host: 'x' } as LiveOrder)).toMatchObject({ source: 'stream', shaft: 'planned', goal: '' });
  });

  it('is told to a person where it is unusual', () => {
    expect(unusual(orderOf({ ...AT_FIRST, view: 'in-plane', console: true, shaft: 'at', across: '1', deep: '2' }))).toEqual([
      ['Plane', 'in-plane with the probe'], ['Shaft at', '1, 2 mm'], ['Console’s temperature', 'is weighed'],
    ]);
  });
});

describe('a region', () => {
  it('is four rising whole numbers', () => {
    expect(regionOf('0 10 400 500')).toEqual([0, 10, 400, 500]);
    expect(regionOf('0, 10, 400, 500')).toEqual([0, 10, 400, 500]);
    for (const text of ['', '1 2 3', '5 0 5 9', '0 9 5 9', '-1 0 5 9', '0 0 5 9.5', '0 0 NaN 9', '0 0 1e9 9']) expect(regionOf(text)).toBeNull();
  });

  it('is drawn either way round, ends at the picture, and a click draws none', () => {
    const laid = lay(PICTURE, 400, 600); // 40 x 40 mm: 10 px a mm, 100 px above and below
    const [from, to] = [pixelAt(PICTURE, laid, [500, 900]), pixelAt(PICTURE, laid, [100, 300])];
    expect([from, to]).toEqual([[199, 399], [100, 100]]);
    expect(regionBetween(from, to)).toEqual([100, 100, 200, 400]);
    expect(regionBetween(to, from)).toEqual([100, 100, 200, 400]);
    expect(pixelAt(PICTURE, laid, [-50, -50])).toEqual([0, 0]);
    expect(regionBetween([50, 50], [52, 53])).toBeNull();
    expect(regionBox(PICTURE, laid, [100, 100, 200, 400])).toEqual({ x: 100, y: 300, width: 300, height: 200 });
  });

  it('moves where places are counted from, as in the command', () => {
    expect(placeOf(PICTURE, [50, 199.5] as never, null)).toEqual([0, 10]);
    expect(placeOf(PICTURE, [50, 199], [20, 100, 200, 300])).toEqual([expect.closeTo(-0.05), 6]);
    for (const region of [null, [20, 100, 200, 300]] as const) {
      const [across, deep] = placeOf(PICTURE, [60, 180], region as never)!;
      expect(pixelOf(PICTURE, { across: String(across), deep: String(deep) }, region as never)).toEqual([expect.closeTo(60), expect.closeTo(180)]);
    }
    expect(pixelOf(PICTURE, { across: '', deep: '3' }, null)).toBeNull();
    expect(pixelOf(PICTURE, { across: 'left', deep: '3' }, null)).toBeNull();
    expect(placeOf({ ...PICTURE, pixel_mm: null }, [1, 1], null)).toBeNull();
  });
});

it('says how a picture was laid onto the plan', () => {
  expect(movedWords(null)).toBe('');
  expect(movedWords([0.01, -0.02])).toBe('');
  expect(movedWords([-1.23, 0.5])).toContain('1.2 mm left and 0.5 mm down');
});

it('knows the true share between two times, before them and after', () => {
  const truth = { times_s: [0, 10, 20], covered: [0, 0.5, 0.9] };
  expect([-1, 0, 5, 10, 19, 99, Infinity].map((time) => trueShare(truth, time))).toEqual([0, 0, 0.25, 0.5, expect.closeTo(0.86), 0.9, 0.9]);
  expect(trueShare({ times_s: [], covered: [] }, 3)).toBeNull();
});

const answers = new Map<string, Later<never>>();
const stopped: number[] = [];
vi.mock('../src/api/api', async (real) => ({
  ...(await real<object>()),
  api: {
    watchUrl: () => 'ws://here/api/live',
    follow: (run: string, order: LiveOrder) => {
      const one = later<never>();
      answers.set(`${run} ${order.region}`, one);
      return one.promise;
    },
    stopFollowing: () => Promise.resolve(stopped.push(1)),
  },
}));

describe('beginning', () => {
  let watch: (typeof import('../src/state/watch.svelte'))['watch'];
  let beginning: (typeof import('../src/state/beginning.svelte'))['beginning'];
  let notices: (typeof import('../src/state/notices.svelte'))['notices'];
  let Refused: (typeof import('../src/api/api'))['Refused'];

  beforeEach(async () => {
    vi.resetModules();
    vi.useFakeTimers();
    vi.stubGlobal('WebSocket', FakeSocket);
    FakeSocket.all = [];
    answers.clear();
    stopped.length = 0;
    ({ watch } = await import('../src/state/watch.svelte'));
    ({ beginning } = await import('../src/state/beginning.svelte'));
    ({ notices } = await import('../src/state/notices.svelte'));
    ({ Refused } = await import('../src/api/api'));
    return () => {
      watch.leave();
      vi.unstubAllGlobals();
      vi.useRealTimers();
    };
  });

  it('is refused at the field where there is one, and unfolds it', async () => {
    const begun = watch.begin('r', beginning.order);
    answers.get('r ')!.fail(new Refused(422, { what: 'a goal of 140 %', remedy: 'Less.', field: 'goal' }));
    await begun;
    expect([beginning.problem?.field, beginning.more, notices.list.length]).toEqual(['goal', true, 0]);
    const again = watch.begin('r', beginning.order);
    expect(beginning.problem).toBeNull();
    answers.get('r ')!.fail(new Refused(409, { what: 'a session is under way' }));
    await again;
    expect([beginning.problem, notices.list.length]).toEqual([null, 1]);
  });

  it('shows in a second tab what the first began with, once, and what failed late at its field', () => {
    watch.join();
    const socket = FakeSocket.all.at(-1)!;
    socket.opened();
    const order = orderOf({ ...AT_FIRST, goal: '70', truth: 'sample' });
    const session = { id: 'one', run: 'r', state: 'reading' as const, sentence: '', order };
    socket.told({ kind: 'session', session });
    expect([beginning.entries.goal, beginning.entries.truth]).toEqual(['70', 'sample']);
    beginning.entries.goal = '60';
    socket.told({ kind: 'session', session: { ...session, state: 'following' } });
    expect(beginning.entries.goal).toBe('60');
    socket.told({ kind: 'session', session: { ...session, state: 'failed', problem: { what: 'outside', field: 'at' } } });
    expect(beginning.problem?.field).toBe('at');
  });

  it('does not unfold what failed before the page was loaded', () => {
    watch.join();
    const socket = FakeSocket.all.at(-1)!;
    socket.opened();
    socket.told({ kind: 'session', session: { id: 'one', state: 'failed', sentence: '', problem: { what: 'outside', field: 'at' } } });
    expect([beginning.problem, beginning.more]).toEqual([null, false]);
  });

  it('stops, waits for the end, and begins again with the region that was drawn', async () => {
    watch.join();
    const socket = FakeSocket.all.at(-1)!;
    socket.opened();
    const session = { id: 'one', run: 'r', state: 'following' as const, sentence: '', order: orderOf(AT_FIRST) };
    socket.told({ kind: 'session', session });
    beginning.pointing = 'region';
    beginning.drawn([10, 20, 300, 400]);
    expect([beginning.pointing, beginning.entries.region]).toEqual([null, '10 20 300 400']);
    const again = watch.again();
    await vi.advanceTimersByTimeAsync(900);
    expect([stopped.length, answers.size]).toEqual([1, 0]);
    socket.told({ kind: 'session', session: { ...session, state: 'ended' } });
    await vi.advanceTimersByTimeAsync(300);
    answers.get('r 10 20 300 400')!.give({ id: 'two', run: 'r', state: 'reading', sentence: '' } as never);
    await again;
    expect(watch.about.id).toBe('two');
  });

  it('looks near the place that was pointed at, unless it is to be exact', () => {
    beginning.pointedAt([-1.26, 14.04]);
    expect([beginning.entries.shaft, beginning.entries.across, beginning.entries.deep]).toEqual(['near', '-1.3', '14.0']);
    beginning.entries.shaft = 'at';
    beginning.pointedAt([0, 1]);
    expect(beginning.entries.shaft).toBe('at');
  });
});
