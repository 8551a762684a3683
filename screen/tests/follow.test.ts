import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Refused } from '../src/api/api';
import type { LiveAbout, LiveMoment, Recording } from '../src/api/types';
import { lay, momentAt, readMoment, ring, risingTimes } from '../src/logic/liveMoment';
import { FakeSocket, later, type Later } from './fakes';

const answers = new Map<string, Later<never>>();
function wait<T>(name: string): Promise<T> {
  const one = later<T>();
  answers.set(name, one as unknown as Later<never>);
  return one.promise;
}
const give = (name: string, value: unknown): void => answers.get(name)!.give(value as never);

vi.mock('../src/api/api', async (real) => ({
  ...(await real<object>()),
  api: {
    watchUrl: () => 'ws://here/api/live',
    session: () => wait('session'),
    follow: (run: string) => wait(`follow ${run}`),
    stopFollowing: () => wait('stop'),
    recordings: (run: string) => wait(`recordings ${run}`),
    recording: (_run: string, name: string) => wait(`recording ${name}`),
    recordedMoment: (_run: string, name: string, number: number) => wait(`moment ${name} ${number}`),
    recordedUrl: (run: string, name: string, file: string) => `${run}/${name}/${file}`,
  },
}));

const aMoment = (index: number, more: Partial<LiveMoment> = {}): LiveMoment => ({
  index, elapsed_s: index, time_s: index, clock: 'the cryo console’s', step: { name: 'freeze 1', says: 'console', left_s: 5, next: null },
  console_degC: -80, simulated: true, picture: { size: [4, 3], scale: '', pixel_mm: [0.1, 0.1], corner_mm: [-0.15, 0.05] }, alarms: [],
  stream: { connected: true, age_s: 0, text: '' }, tracked: index, left_out: 0, ...more,
});
const anAlarm = (kind: string) => ({ kind, sentence: `${kind} is wrong`, remedy: '', time_s: 1, began_s: 1 });
const anAbout = (state: LiveAbout['state'], id = 'one'): LiveAbout => ({ id, state, sentence: state });

function aFrame(moment: LiveMoment, picture: number[] = [1, 2]): ArrayBuffer {
  const said = new TextEncoder().encode(JSON.stringify(moment));
  const bytes = new Uint8Array(20 + said.length + picture.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x314c5243, true);
  view.setUint32(12, bytes.length - 16, true);
  view.setUint32(16, said.length, true);
  bytes.set(said, 20);
  bytes.set(picture, 20 + said.length);
  return bytes.buffer;
}

let watch: (typeof import('../src/state/watch.svelte'))['watch'];
let replay: (typeof import('../src/state/replay.svelte'))['replay'];
let sound: (typeof import('../src/state/alarmSound.svelte'))['alarmSound'];
let notices: (typeof import('../src/state/notices.svelte'))['notices'];
let pictures: { closed: boolean }[];
let tones: number;

const param = () => ({ value: 0, setValueAtTime: () => undefined, linearRampToValueAtTime: () => undefined });
class FakeAudio {
  currentTime = 0;
  destination = {};
  resume = () => Promise.resolve();
  createOscillator = () => ({ type: '', frequency: param(), connect: (to: unknown) => to, start: () => (tones += 1), stop: () => undefined });
  createGain = () => ({ gain: param(), connect: (to: unknown) => to });
}

beforeEach(async () => {
  vi.resetModules();
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('AudioContext', FakeAudio);
  vi.stubGlobal('requestAnimationFrame', (task: (now: number) => void) => setTimeout(() => task(performance.now()), 16));
  vi.stubGlobal('cancelAnimationFrame', (id: ReturnType<typeof setTimeout>) => clearTimeout(id));
  pictures = [];
  tones = 0;
  vi.stubGlobal('createImageBitmap', async () => {
    const picture = { closed: false, close() { this.closed = true; } };
    pictures.push(picture);
    return picture;
  });
  FakeSocket.all = [];
  answers.clear();
  ({ watch } = await import('../src/state/watch.svelte'));
  ({ replay } = await import('../src/state/replay.svelte'));
  ({ alarmSound: sound } = await import('../src/state/alarmSound.svelte'));
  ({ notices } = await import('../src/state/notices.svelte'));
});

afterEach(() => {
  watch.leave();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(1);
function joined(): FakeSocket {
  watch.join();
  const socket = FakeSocket.all.at(-1)!;
  socket.opened();
  socket.told({ kind: 'session', session: anAbout('following') });
  return socket;
}
const acks = (socket: FakeSocket): number => socket.sent.filter((text) => JSON.parse(text).kind === 'ack').length;

describe('a moment', () => {
  it('is read whole, and refused where it is something else', () => {
    const { moment, picture } = readMoment(aFrame(aMoment(3), [7, 8, 9]));
    expect([moment.index, [...picture]]).toEqual([3, [7, 8, 9]]);
    const other = aFrame(aMoment(3));
    new DataView(other).setUint32(0, 0x314e5243, true);
    expect(() => readMoment(other)).toThrow('instead of CRL1');
    expect(() => readMoment(aFrame(aMoment(3)).slice(0, -1))).toThrow('not as long');
    const greedy = aFrame(aMoment(3));
    new DataView(greedy).setUint32(16, 1e6, true);
    expect(() => readMoment(greedy)).toThrow('more than it holds');
  });

  it('is laid with equal millimetres both ways, and its centre of a pixel where the server says', () => {
    const laid = lay({ size: [400, 200], scale: '', pixel_mm: [0.05, 0.1], corner_mm: [-9.975, 0.05] }, 500, 500);
    expect([laid.x, laid.y, laid.width, laid.height]).toEqual([0, 0, 500, 500]);
    expect(laid.place([0, 0])).toEqual([expect.closeTo(250), expect.closeTo(0)]);
    expect(laid.place([10, 20])).toEqual([expect.closeTo(500), expect.closeTo(500)]);
    expect(lay({ size: [4, 4], scale: '', pixel_mm: null, corner_mm: null }, 8, 8).perMm).toBeNull();
  });

  it('draws rings upwards from angle 0, to the right with positive angles, and knows gaps', () => {
    const points = ring([1, 10], [90, 0, -90], [2, 3, null]);
    expect(points[0]).toBeNull();
    expect(points[1]).toEqual([1, 7]);
    expect(points[2]).toEqual([expect.closeTo(3), expect.closeTo(10)]);
  });

  it('of a recording is found by time', () => {
    const times = risingTimes([null, 2, null, 5, 4]);
    expect(times).toEqual([0, 2, 2, 5, 5]);
    expect([-1, 0, 1.9, 2, 4.9, 9].map((time) => momentAt(times, time))).toEqual([0, 0, 0, 2, 2, 4]);
  });
});

describe('looking on', () => {
  it('shows pictures as they come, acknowledges each, and lets go of the one before', async () => {
    const socket = joined();
    socket.told(aFrame(aMoment(1)));
    await settle();
    socket.told(aFrame(aMoment(2)));
    await settle();
    expect([watch.moment?.index, acks(socket), watch.pictures]).toEqual([2, 2, 2]);
    expect(pictures.map((one) => one.closed)).toEqual([true, false]);
    socket.told(aFrame(aMoment(1))); // an old one that came late
    await settle();
    expect([watch.moment?.index, acks(socket)]).toEqual([2, 3]);
  });

  it('acknowledges what cannot be read, too, so that nothing is stuck', async () => {
    const socket = joined();
    socket.told(new ArrayBuffer(30));
    await settle();
    expect([acks(socket), notices.list.length]).toEqual([1, 1]);
  });

  it('hears alarms without a picture', () => {
    const socket = joined();
    socket.told({ kind: 'moment', moment: aMoment(5, { alarms: [anAlarm('stopped')] }) });
    expect(watch.alarms.map((alarm) => alarm.kind)).toEqual(['stopped']);
  });

  it('says itself when the program is silent, and stops saying so', async () => {
    const socket = joined();
    await vi.advanceTimersByTimeAsync(2600);
    expect(watch.alarms).toEqual([]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(watch.alarms.map((alarm) => alarm.kind)).toEqual(['page']);
    socket.told({ kind: 'moment', moment: aMoment(6) });
    expect(watch.alarms).toEqual([]);
    socket.told({ kind: 'session', session: anAbout('ended') });
    await vi.advanceTimersByTimeAsync(9000);
    expect(watch.alarms).toEqual([]);
  });

  it('begins the log anew with a new connection, and everything with a new session', async () => {
    const socket = joined();
    const event = { number: 1, kind: 'begin', words: '', procedure_s: null, elapsed_s: 0 };
    socket.told({ kind: 'events', events: [event] });
    socket.told(aFrame(aMoment(9)));
    await settle();
    socket.onclose!();
    expect(watch.connected).toBe(false);
    await vi.advanceTimersByTimeAsync(600);
    const again = FakeSocket.all.at(-1)!;
    again.opened();
    again.told({ kind: 'session', session: anAbout('following') });
    again.told({ kind: 'events', events: [event] });
    expect([watch.events.length, watch.moment?.index]).toEqual([1, 9]);
    again.told({ kind: 'session', session: anAbout('reading', 'two') });
    expect([watch.events.length, watch.moment, watch.bitmap]).toEqual([0, null, null]);
    again.told({ kind: 'moment', moment: aMoment(1) });
    expect(watch.moment?.index).toBe(1);
  });

  it('says why a session cannot begin', async () => {
    joined();
    const begun = watch.begin('r', { host: 'x', record: true });
    expect(watch.asking).toBe(true);
    answers.get('follow r')!.fail(new Refused(422, { what: 'x, port 1, cannot be reached', remedy: 'Look.' }));
    await begun;
    expect([watch.asking, notices.list[0]?.problem.what]).toEqual([false, 'x, port 1, cannot be reached']);
  });
});

describe('the sound', () => {
  it('is off until a person turns it on, repeats, and is silenced until something new is wrong', async () => {
    sound.update(['stopped']);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([tones, sound.sounding]).toEqual([0, false]);
    sound.toggle();
    expect(tones).toBe(3);
    await vi.advanceTimersByTimeAsync(8100);
    expect(tones).toBe(9);
    sound.silence();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(tones).toBe(9);
    sound.update(['stopped', 'skin']);
    expect([tones, sound.sounding]).toEqual([12, true]);
    sound.update([]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(tones).toBe(12);
    sound.update(['stopped']); // it comes again: it is heard again
    expect(tones).toBe(15);
    sound.toggle();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(tones).toBe(15);
    sound.test();
    expect(tones).toBe(18);
  });
});

describe('a recording', () => {
  const recording: Recording = { id: 'a', title: '', began: '', sentence: '', times_s: [0, 1, 2, 30], events: [], files: [] };
  const open = async (): Promise<void> => {
    void replay.refresh('r');
    give('recordings r', []);
    await settle();
    void replay.open('a');
    give('recording a', recording);
    await settle();
  };
  const bring = async (number: number): Promise<void> => {
    give(`moment a ${number}`, aFrame(aMoment(number)));
    await settle();
  };

  it('is scrubbed: the newest wish wins', async () => {
    await open();
    replay.goTo(1.5);
    replay.goTo(2.5);
    await bring(0);
    expect(answers.has('moment a 1')).toBe(false);
    await bring(2);
    expect([replay.index, replay.moment?.index, replay.time]).toEqual([2, 2, 2]);
    replay.goTo(Infinity);
    expect(replay.index).toBe(3);
    expect(replay.url('x')).toBe('r/a/x');
  });

  it('plays at a speed of the procedure, and stops at its end', async () => {
    await open();
    await bring(0);
    replay.speed = 16;
    replay.play();
    await vi.advanceTimersByTimeAsync(200);
    expect([replay.index, replay.playing]).toEqual([2, true]);
    await vi.advanceTimersByTimeAsync(2000);
    expect([replay.index, replay.playing]).toEqual([3, false]);
    replay.play();
    expect([replay.index, replay.playing]).toEqual([0, true]);
    replay.close();
    expect([replay.recording, replay.playing, replay.bitmap]).toEqual([null, false, null]);
  });
});
