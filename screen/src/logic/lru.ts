/** Keeps what was used last, up to a number of bytes: compressed frames are small, so a whole protocol fits. */
export class Lru<Key, Value> {
  readonly #kept = new Map<Key, Value>();
  #bytes = 0;

  constructor(
    private readonly most: number,
    private readonly sizeOf: (value: Value) => number,
  ) {}

  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#kept.size;
  }

  get(key: Key): Value | undefined {
    const value = this.#kept.get(key);
    if (value !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, value);
    }
    return value;
  }

  has(key: Key): boolean {
    return this.#kept.has(key);
  }

  set(key: Key, value: Value): void {
    const before = this.#kept.get(key);
    if (before !== undefined) this.#bytes -= this.sizeOf(before);
    this.#kept.delete(key);
    this.#kept.set(key, value);
    this.#bytes += this.sizeOf(value);
    for (const [oldest, gone] of this.#kept) {
      if (this.#bytes <= this.most || oldest === key) break;
      this.#kept.delete(oldest);
      this.#bytes -= this.sizeOf(gone);
    }
  }

  delete(key: Key): void {
    const value = this.#kept.get(key);
    if (value === undefined) return;
    this.#kept.delete(key);
    this.#bytes -= this.sizeOf(value);
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }
}
