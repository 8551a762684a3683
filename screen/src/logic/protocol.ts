import type { Phase, Step, StepKind } from '../api/types';

/** 4:07 */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** "2 min", "90 s", "1 min 30 s": a duration as a person says it; a case file reads "2 min" and "90 s". */
export function duration(seconds: number): string {
  return seconds >= 60 && seconds % 60 === 0 ? `${seconds / 60} min` : `${Number(seconds.toFixed(1))} s`;
}

export interface Band {
  kind: StepKind;
  name: string;
  sentence: string;
  start: number;
  end: number;
}

/** A protocol as bands of time before anything was run; a step may end earlier in the run ("until"). */
export function bandsOfSteps(steps: readonly Step[]): Band[] {
  let start = 0;
  const count: Record<StepKind, number> = { freeze: 0, thaw: 0, wait: 0 };
  return steps.map((step) => {
    count[step.kind] += 1;
    const word = step.kind[0]!.toUpperCase() + step.kind.slice(1);
    const band = { kind: step.kind, name: `${word} ${count[step.kind]}`, sentence: step.sentence, start, end: start + step.seconds };
    start = band.end;
    return band;
  });
}

export function bandsOfPhases(phases: readonly Phase[]): Band[] {
  return phases.map((phase) => ({
    kind: phase.kind,
    name: phase.name,
    sentence: phase.sentence,
    start: phase.start_s,
    end: phase.end_s,
  }));
}

/** The band a moment lies in: at its end, a band is still meant. */
export function bandAt(bands: readonly Band[], time: number): Band | null {
  return bands.find((band) => time <= band.end) ?? bands.at(-1) ?? null;
}

/** The frame nearest to a moment. */
export function frameAt(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low > 0 && time - times[low - 1]! <= times[low]! - time ? low - 1 : Math.max(low, 0);
}

export interface SimpleProtocol {
  cycles: number;
  freeze_s: number;
  thaw_s: number;
  temperature_degC: number;
}

/** A protocol of equal cycles as four numbers; null where it is another one, which is edited as sentences. */
export function asCycles(steps: readonly Step[]): SimpleProtocol | null {
  if (steps.length === 0 || steps.length % 2 !== 0) return null;
  const [freeze, thaw] = steps as [Step, Step];
  if (freeze.temperature_degC === null) return null;
  const plain = /^(freeze at .* for .*|thaw for .*)$/i;
  const same = steps.every((step, index) => {
    const like = index % 2 === 0 ? freeze : thaw;
    const kind = index % 2 === 0 ? 'freeze' : 'thaw';
    const alike = step.seconds === like.seconds && step.temperature_degC === like.temperature_degC;
    return step.kind === kind && alike && plain.test(step.sentence);
  });
  if (!same) return null;
  return {
    cycles: steps.length / 2,
    freeze_s: freeze.seconds,
    thaw_s: thaw.seconds,
    temperature_degC: freeze.temperature_degC,
  };
}

/** The sentences of equal cycles. */
export function sentencesOf(simple: SimpleProtocol): string[] {
  const cycle = [
    `Freeze at ${simple.temperature_degC} degC for ${duration(simple.freeze_s)}`,
    `Thaw for ${duration(simple.thaw_s)}`,
  ];
  return Array.from({ length: simple.cycles }, () => cycle).flat();
}
