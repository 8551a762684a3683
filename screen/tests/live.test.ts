import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Live } from '../src/api/live';
import { FakeSocket } from './fakes';

const told: unknown[] = [];
const states: boolean[] = [];
const ears = { told: (message: unknown) => told.push(message), frame: () => undefined, state: (on: boolean) => states.push(on) };

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  FakeSocket.all = [];
  told.length = states.length = 0;
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('the connection', () => {
  it('is one, however often it is tried again while it opens', () => {
    const live = new Live('ws://here', ears);
    live.retry();
    const [first, second] = FakeSocket.all as [FakeSocket, FakeSocket];
    expect([FakeSocket.all.length, first.readyState]).toEqual([2, 3]);
    second.opened();
    first.opened();
    first.told({ kind: 'ran', run: 'old' });
    second.told({ kind: 'ran', run: 'new' });
    expect([told, states]).toEqual([[{ kind: 'ran', run: 'new' }], [true]]);
    first.onclose!(); // that it ended is no loss
    vi.advanceTimersByTime(60_000);
    expect([FakeSocket.all.length, states]).toEqual([2, [true]]);
  });

  it('comes back after a loss, and not after it was closed', () => {
    const live = new Live('ws://here', ears);
    FakeSocket.all[0]!.opened();
    FakeSocket.all[0]!.onclose!();
    vi.advanceTimersByTime(600);
    expect([FakeSocket.all.length, states]).toEqual([2, [true, false]]);
    live.close();
    FakeSocket.all[1]!.opened();
    FakeSocket.all[1]!.onclose!();
    vi.advanceTimersByTime(60_000);
    expect([FakeSocket.all.length, states]).toEqual([2, [true, false]]);
  });
});
