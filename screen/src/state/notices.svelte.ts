import { tell, Unreachable } from '../api/api';
import type { Problem } from '../api/types';

export interface Notice {
  id: number;
  kind: 'problem' | 'note';
  problem: Problem;
  /** Over once the program answers again. */
  passing: boolean;
}

/** What went wrong or should be known; read out by screen readers, gone by itself only where it is a mere note. */
class Notices {
  list = $state<Notice[]>([]);
  #last = 0;

  problem(reason: unknown): void {
    this.#show('problem', tell(reason), reason instanceof Unreachable);
  }

  note(what: string): void {
    const id = this.#show('note', { what });
    setTimeout(() => this.close(id), 6000);
  }

  /** The program answers: that it did not is no news any more. */
  answered(): void {
    this.list = this.list.filter((notice) => !notice.passing);
  }

  close(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }

  #show(kind: Notice['kind'], problem: Problem, passing = false): number {
    const same = this.list.find((notice) => notice.problem.what === problem.what);
    if (same) return same.id;
    const id = ++this.#last;
    this.list = [...this.list.slice(-2), { id, kind, problem, passing }];
    return id;
  }
}

export const notices = new Notices();
