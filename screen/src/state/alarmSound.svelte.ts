const TONES = [880, 660, 880] as const; // Hz
const TONE_S = 0.18;
const PAUSE_S = 0.08;
const AGAIN_MS = 4000;

/** Alarms to be heard: off until a person turns it on, as browsers require; repeated while an alarm stands. */
class AlarmSound {
  on = $state(false);
  /** Alarms that were silenced, by kind; a new one sounds again. */
  silenced = $state.raw<ReadonlySet<string>>(new Set());
  #standing = $state.raw<readonly string[]>([]);
  #context: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** How often it sounded; for tests. */
  played = 0;

  get sounding(): boolean {
    return this.on && this.#standing.some((kind) => !this.silenced.has(kind));
  }

  /** Turns the sound on or off. */
  toggle(): void {
    this.on = !this.on;
    if (this.on) this.#play();
    this.#turn();
  }

  test(): void {
    this.#play();
  }

  /** The alarms that stand now are not heard any more. */
  silence(): void {
    this.silenced = new Set(this.#standing);
    this.#turn();
  }

  /** What stands now, by kind. An alarm that ended and comes again is a new one. */
  update(standing: readonly string[]): void {
    if (standing.join() === this.#standing.join()) return;
    const fresh = standing.some((kind) => !this.#standing.includes(kind));
    this.#standing = standing;
    const kept = [...this.silenced].filter((kind) => standing.includes(kind));
    if (kept.length !== this.silenced.size) this.silenced = new Set(kept);
    if (fresh && this.sounding) this.#play();
    this.#turn();
  }

  #turn(): void {
    if (!this.sounding) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    } else this.#timer ??= setInterval(() => this.#play(), AGAIN_MS);
  }

  #play(): void {
    this.played += 1;
    const context = (this.#context ??= new AudioContext());
    void context.resume();
    TONES.forEach((tone, n) => {
      const begin = context.currentTime + 0.02 + n * (TONE_S + PAUSE_S);
      const [source, volume] = [context.createOscillator(), context.createGain()];
      source.type = 'triangle';
      source.frequency.value = tone;
      volume.gain.setValueAtTime(0, begin);
      volume.gain.linearRampToValueAtTime(0.35, begin + 0.015);
      volume.gain.setValueAtTime(0.35, begin + TONE_S - 0.03);
      volume.gain.linearRampToValueAtTime(0, begin + TONE_S);
      source.connect(volume).connect(context.destination);
      source.start(begin);
      source.stop(begin + TONE_S);
    });
  }
}

export const alarmSound = new AlarmSound();
