/** Colours of labels on grey pictures, by what they are; several of a kind differ in lightness. */
const BY_KIND: Record<string, [number, number, number]> = {
  skin: [230, 190, 160],
  fat: [245, 214, 90],
  muscle: [214, 92, 92],
  fascia: [190, 200, 210],
  bone: [236, 236, 220],
  marrow: [235, 160, 70],
  nerve: [255, 240, 60],
  artery: [255, 60, 60],
  vein: [90, 140, 255],
  fluid: [90, 210, 235],
  other: [150, 220, 150],
};
const TURNS = [0, -38, 30, -70, 52, -20, 16];

export type Rgb = [number, number, number];

/** The colour of each label by its number. */
export function labelColours(labels: readonly { number: number; kind: string }[]): Map<number, Rgb> {
  const seen = new Map<string, number>();
  return new Map(
    labels.map(({ number, kind }) => {
      const nth = seen.get(kind) ?? 0;
      seen.set(kind, nth + 1);
      const base = BY_KIND[kind] ?? BY_KIND['other']!;
      const by = TURNS[nth % TURNS.length]!;
      return [number, base.map((part) => Math.min(255, Math.max(20, part + by))) as Rgb];
    }),
  );
}

export const CURVE_COLOURS = { nerve: '#fff03c', artery: '#ff5a5a', vein: '#6f9dff' } as const;
