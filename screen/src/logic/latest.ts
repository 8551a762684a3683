/**
 * One thing at a time, the newest wins: while a task runs, only the last wish is kept. Whoever wished for one that was
 * overtaken hears nothing of it.
 */
export class Latest<Wish> {
  #busy = false;
  #next: Wish | undefined;

  constructor(private readonly task: (wish: Wish) => Promise<void>) {}

  get busy(): boolean {
    return this.#busy;
  }

  want(wish: Wish): void {
    this.#next = wish;
    if (!this.#busy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (this.#next !== undefined) {
      const wish = this.#next;
      this.#next = undefined;
      await this.task(wish);
    }
    this.#busy = false;
  }
}
