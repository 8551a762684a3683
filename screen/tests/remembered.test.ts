import { describe, expect, it } from 'vitest';
import { readShown, SHOWN_AT_FIRST } from '../src/logic/remembered';

describe('what a person chose to see', () => {
  it('comes back as it was kept', () => {
    const shown = { opacity: { muscle: 0.3, fat: 0.3, bone: 0.4 }, hidden: { muscle: false, fat: true, marrow: true }, isotherms: { 0: true, [-20]: false, [-40]: true } };
    expect(readShown(JSON.stringify(shown))).toEqual(shown);
  });

  it.each([null, '', 'no JSON', '7', 'null', '{"opacity": 3, "hidden": null}'])('begins anew where %s was kept', (text) => {
    expect(readShown(text)).toEqual(SHOWN_AT_FIRST);
  });

  it('takes nothing that cannot be shown', () => {
    const shown = readShown('{"opacity": {"bone": 7, "skin": "x", "vein": 0.5}, "isotherms": {"-60": true, "0": false}}');
    expect(shown.opacity).toEqual({ ...SHOWN_AT_FIRST.opacity, vein: 0.5 });
    expect(shown.isotherms).toEqual({ 0: false, [-20]: true, [-40]: true });
  });

  it('does not change what is shown at first', () => {
    readShown('{"hidden": {"muscle": false}}').hidden.skin = true;
    expect(readShown(null).hidden).toEqual({ muscle: true, fat: true, marrow: true });
  });
});
