/** Isotherms, told apart by colour, line and label (Okabe-Ito). */
export interface Isotherm {
  level: number;
  label: string;
  colour: string;
  /** Lengths of dash and gap, px; none for a solid line. */
  dash: readonly number[];
  width: number;
  line: string;
}

export const ISOTHERMS: readonly Isotherm[] = [
  { level: 0, label: '0 °C', colour: '#ffffff', dash: [], width: 2, line: 'solid' },
  { level: -20, label: '−20 °C', colour: '#56b4e9', dash: [7, 4], width: 2.2, line: 'dashed' },
  { level: -40, label: '−40 °C', colour: '#e69f00', dash: [2, 3], width: 2.4, line: 'dotted' },
];

/** Temperatures of the isotherms, the warmest first. */
export const LEVELS: readonly number[] = ISOTHERMS.map(({ level }) => level);

type Rgb = readonly [number, number, number];

const KINDS: readonly (readonly [RegExp, Rgb])[] = [
  [/fascicle/, [255, 226, 110]],
  [/neuroma/, [226, 160, 46]],
  [/motor/, [178, 190, 60]],
  [/nerve|epineur/, [236, 196, 52]],
  [/arter/, [214, 62, 58]],
  [/vein|venous/, [66, 104, 214]],
  [/marrow/, [176, 152, 118]],
  [/bone|cort|tibia|fibula/, [232, 228, 214]],
  [/skin|derm/, [205, 160, 132]],
  [/fat|subcut/, [206, 186, 128]],
  [/muscle/, [134, 78, 74]],
  [/fascia|tendon|connective/, [188, 178, 170]],
  [/scar/, [160, 120, 130]],
  [/fluid|saline/, [96, 164, 180]],
  [/air|outside|background/, [8, 11, 15]],
];

/** A tissue's colour, 0 to 255, from its kind and name; grey where neither is known. */
export function tissueColour(kind: string, name = ''): Rgb {
  const by = (text: string) => KINDS.find(([pattern]) => pattern.test(text.toLowerCase()))?.[1];
  return by(kind) ?? by(name) ?? [128, 120, 118];
}

export const hex = (rgb: Rgb): number => (rgb[0] << 16) | (rgb[1] << 8) | rgb[2];

export type Cold = 'unfrozen' | 'frozen' | 'lasting' | 'core' | 'unknown';

export const COLD_WORDS: Record<Cold, string> = {
  unfrozen: 'not frozen',
  frozen: '0 to −20 °C',
  lasting: '−20 to −40 °C',
  core: 'below −40 °C',
  unknown: 'not simulated',
};

const COLDER: readonly Cold[] = ['unfrozen', 'frozen', 'lasting', 'core'];

/** The class of a temperature, between the isotherms. */
export function coldOf(degC: number | null): Cold {
  if (degC === null || Number.isNaN(degC)) return 'unknown';
  const passed = LEVELS.filter((level) => degC <= level).length;
  return COLDER[passed]!;
}

/** "−12.3 °C", with a true minus. */
export const degrees = (value: number | null | undefined, digits = 1): string =>
  value === null || value === undefined || Number.isNaN(value) ? 'unknown' : `${signed(value, digits)} °C`;

export const signed = (value: number, digits = 1): string => {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
};
