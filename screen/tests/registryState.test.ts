import { afterEach, describe, expect, it, vi } from 'vitest';
import { Refused, Unreachable } from '../src/api/api';
import type { Kind } from '../src/api/registryTypes';
import { formOf } from '../src/logic/recordForm';
import { Entering } from '../src/state/entering.svelte';
import { later, settle } from './fakes';

const KIND: Kind = {
  name: 'measurement', letter: 'M', parent: 'case', meaning: '', fields: [
    { name: 'day', type: 'integer', wanted: true, choices: [], min: -10, max: 10, unit: 'days', meaning: 'the day', to: '' },
    { name: 'remark', type: 'text', wanted: false, choices: [], min: null, max: null, unit: '', meaning: 'free text', to: '' },
  ],
};
const DAY = 'measurement.day';
const form = (day: string, correcting = false): Entering => {
  const entering = new Entering(formOf(KIND), {}, {}, correcting);
  entering.entries[DAY] = day;
  return entering;
};

afterEach(() => vi.unstubAllGlobals());

describe('a form under way', () => {
  it('sends nothing while an entry is wrong, and says which', async () => {
    const send = vi.fn();
    const entering = form('11');
    expect(entering.problem(DAY)).toBeNull(); // nobody has been there yet
    expect(await entering.submit(send)).toBe(false);
    expect(send).not.toHaveBeenCalled();
    expect(entering.problem(DAY)!.what).toBe('11 lies outside of −10 to 10 days');
    expect(entering.summary!.what).toBe('One entry is not right');
  });

  it('is sent once, however often it is pressed', async () => {
    const answer = later<unknown>();
    const send = vi.fn(() => answer.promise);
    const entering = form('1');
    const first = entering.submit(send);
    expect(await entering.submit(send)).toBe(false);
    answer.give({});
    expect(await first).toBe(true);
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('keeps its name where nobody answered, and stays as it is until it was sent again', async () => {
    const names: string[] = [];
    const entering = form('1');
    expect(await entering.submit(async (once) => { names.push(once); throw new Unreachable(); })).toBe(false);
    expect(entering.unknown).toBe(true);
    expect(await entering.submit(async (once) => { names.push(once); })).toBe(true);
    expect(entering.unknown).toBe(false);
    expect(names[0]).toBe(names[1]);
  });

  it('puts a refusal to its fields; words that may identify can be overridden', async () => {
    const entering = form('1');
    const more = [{ what: 'b', field: 'nowhere' }];
    await entering.submit(async () => { throw new Refused(422, { what: "'Dr. Miller' looks like a name", remedy: 'Leave it out.', field: 'measurement.remark', more }); });
    expect(entering.problem('measurement.remark')!.what).toMatch('Dr. Miller');
    expect(entering.identifying).toHaveLength(1);
    expect(entering.summary!.what).toBe('b');
  });

  it('says that somebody else was quicker', async () => {
    const entering = form('1', true);
    entering.why = 'read wrongly';
    await entering.submit(async () => { throw new Refused(409, { what: 'it was changed' }, null, {}); });
    expect(entering.overtaken).toBe(true);
  });

  it('needs a reason for a correction, and knows what is not saved', async () => {
    const entering = form('1', true);
    expect(entering.dirty).toBe(true);
    expect(await entering.submit(async () => undefined)).toBe(false);
    expect(entering.problem('why')!.what).toBe('This is missing');
    expect(new Entering(formOf(KIND)).dirty).toBe(false);
  });

  it('asks the server what it thinks of a field that was left, and shows the newest answer only', async () => {
    const answers = [later<Response>(), later<Response>()];
    let asked = 0;
    vi.stubGlobal('fetch', () => answers[asked++]!.promise);
    const entering = form('1');
    entering.left(DAY);
    entering.left(DAY);
    const told = (what: string): Response => new Response(JSON.stringify({ problems: [{ what, field: DAY }] }));
    answers[1]!.give(told('newer'));
    await settle();
    answers[0]!.give(told('older'));
    await settle();
    expect(entering.problem(DAY)!.what).toBe('newer');
  });
});
