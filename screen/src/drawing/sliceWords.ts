import type { Pair } from '../api/types';
import { placed, type Rect, type Wish } from '../logic/labelPlaces';
import type { Look } from '../logic/planes';

type Pen = CanvasRenderingContext2D;

const HALO = 'rgba(4, 8, 14, 0.8)';
export const INK = '#f2f6fa';
/** Above lie the buttons of a pane, px. */
const BUTTONS = 33;
const MARGIN = 4;

/** What is said first where room is short: which side is which, how long is long, then what a person put there. */
export const RANKS = { letter: 0, bar: 1, measure: 2, probe: 3, line: 4 } as const;

export interface Style {
  rank: number;
  colour?: string;
  px?: number;
  weight?: number;
  alpha?: number;
}

export function text(pen: Pen, words: string, x: number, y: number, colour = INK): void {
  pen.lineWidth = 3.5;
  pen.strokeStyle = HALO;
  pen.strokeText(words, x, y);
  pen.fillStyle = colour;
  pen.fillText(words, x, y);
}

/** The words of one picture, gathered and then placed together, so that none covers another. */
export class SliceWords {
  readonly #pen: Pen;
  readonly #room: Rect;
  readonly #taken: Rect[];
  readonly #wishes: (Wish & { words: string; font: string; colour: string; alpha: number })[] = [];

  /** `taken`: what stands there already and must stay free of words. */
  constructor(pen: Pen, look: Look, taken: readonly Rect[] = []) {
    this.#pen = pen;
    this.#room = { left: MARGIN, top: Math.min(BUTTONS, look.height / 3), right: look.width - MARGIN, bottom: look.height - MARGIN };
    this.#taken = [...taken];
  }

  /** A handle that words must not cover. */
  keepFree([x, y]: Pair, radius: number): void {
    this.#taken.push({ left: x - radius, top: y - radius, right: x + radius, bottom: y + radius });
  }

  /** `places` gives upper left corners, the best first, for words of a width and height. */
  add(words: string, style: Style, places: (width: number, height: number) => readonly Pair[]): void {
    const { rank, colour = INK, px = 11, weight = 600, alpha = 1 } = style;
    const font = `${weight} ${px}px system-ui, sans-serif`;
    this.#pen.font = font;
    const [width, height] = [this.#pen.measureText(words).width, px + 3];
    this.#wishes.push({ words, font, colour, alpha, rank, width, height, places: places(width, height) });
  }

  draw(): void {
    const pen = this.#pen;
    pen.textBaseline = 'middle';
    pen.textAlign = 'left';
    placed(this.#wishes, this.#room, this.#taken).forEach((place, n) => {
      if (!place) return;
      const { words, font, colour, alpha, height } = this.#wishes[n]!;
      pen.font = font;
      pen.globalAlpha = alpha;
      text(pen, words, place[0], place[1] + height / 2, colour);
    });
    pen.globalAlpha = 1;
  }
}
