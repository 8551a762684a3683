import { Refused, tell, Unreachable } from '../api/api';
import { registryApi } from '../api/registry';
import type { Draft } from '../api/registryTypes';
import type { Problem } from '../api/types';
import { byField, fieldProblem, keyOf, mayIdentify, valuesOf, type Entries, type FormField } from '../logic/recordForm';

const PAUSE_MS = 700; // a pause in typing, after which what was typed is looked at

/** Where the control of a field stands on the page. */
export const idOf = (key: string): string => `entry-${key.replaceAll(/[^\w-]/g, '-')}`;

type Check = () => Problem | null;

/** One form under way: what was typed, what is wrong with it, and its sending, which cannot enter anything twice. */
export class Entering {
  entries = $state<Entries>({});
  touched = $state<Record<string, boolean>>({});
  why = $state('');
  override = $state('');
  sending = $state(false);
  /** It was sent and nobody answered: whether it arrived is not known, so it stays as it is until it was sent again. */
  unknown = $state(false);
  /** Said of the form as a whole. */
  summary = $state.raw<Problem | null>(null);
  /** Somebody else changed the record meanwhile. */
  overtaken = $state(false);
  #server = $state.raw<Record<string, Problem>>({});
  #start = $state('');
  #fields = $state.raw<FormField[]>([]);
  #checks = $state.raw<Record<string, Check>>({});
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  #once = crypto.randomUUID();

  constructor(
    fields: FormField[],
    entries: Entries = {},
    /** Checks of entries that are no fields of a kind, in the order of the form. */
    checks: Record<string, Check> = {},
    readonly correcting: boolean = false,
  ) {
    this.#fields = fields;
    this.#checks = checks;
    this.entries = Object.fromEntries(fields.map((field) => [keyOf(field.kind, field.name), '']).concat(Object.entries(entries)));
    this.#start = JSON.stringify(this.entries);
  }

  get fields(): FormField[] {
    return this.#fields;
  }

  get dirty(): boolean {
    return JSON.stringify(this.entries) !== this.#start || this.why !== '';
  }

  get keys(): string[] {
    return [...Object.keys(this.#checks), ...this.#fields.map((field) => keyOf(field.kind, field.name)), 'why', 'override'];
  }

  /** Other checks belong to the form from now on: another instrument has other items. */
  setChecks(checks: Record<string, Check>): void {
    this.#checks = checks;
  }

  /** What is wrong at a field; nothing is said of one that nobody has been at yet. */
  problem(key: string): Problem | null {
    if (!this.touched[key]) return null;
    return this.#local(key) ?? this.#server[key] ?? null;
  }

  get identifying(): Problem[] {
    return Object.entries(this.#server).filter(([key, problem]) => (this.touched[key] || !key) && mayIdentify(problem)).map(([, problem]) => problem);
  }

  get wrong(): string[] {
    return this.keys.filter((key) => this.problem(key));
  }

  /** What was typed is looked at after a pause, here and by the server. */
  typed(key: string): void {
    this.summary = null;
    if (key === 'override' || key === 'why') this.#server = without(this.#server, key);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.left(key), PAUSE_MS);
  }

  /** The field was left: it is looked at now. */
  left(key: string): void {
    clearTimeout(this.#timer);
    this.touched[key] = true;
    const [kind = ''] = key.split('.');
    if (this.#fields.some((field) => field.kind === kind)) void this.#ask(kind);
  }

  /** Left by keyboard or mouse; whoever goes on to the buttons is told all at once there, and nothing moves under the mouse. */
  blurred(key: string, event: FocusEvent): void {
    const to = event.relatedTarget instanceof Element ? event.relatedTarget : null;
    if (!to?.closest('.foot')) this.left(key);
  }

  valuesOf(kind: string): Record<string, unknown> {
    return valuesOf(this.#fields.filter((field) => field.kind === kind), this.entries);
  }

  told(problems: Record<string, Problem>): void {
    this.#server = problems;
  }

  /** Sends it; true once it was entered. A wrong field gets the keyboard. */
  async submit(send: (once: string) => Promise<unknown>): Promise<boolean> {
    if (this.sending) return false;
    clearTimeout(this.#timer);
    this.touched = Object.fromEntries(this.keys.map((key) => [key, true]));
    const wrong = this.keys.filter((key) => this.#local(key));
    if (wrong.length) {
      this.summary = summaryOf(wrong.length);
      return focusAt(firstOnPage(wrong));
    }
    this.sending = true;
    try {
      await send(this.#once);
      this.unknown = false;
      return true;
    } catch (reason) {
      return this.#refused(reason);
    } finally {
      this.sending = false;
    }
  }

  #refused(reason: unknown): boolean {
    this.unknown = reason instanceof Unreachable;
    const problem = tell(reason);
    if (!(reason instanceof Refused)) {
      this.summary = this.unknown
        ? { what: 'The program does not answer', remedy: 'Whether this was entered is not known. Send it again as it is: it is entered once.' }
        : problem;
      return false;
    }
    this.overtaken = reason.record !== null;
    const problems = byField(problem, this.keys);
    this.#server = problems;
    const first = firstOnPage(this.keys.filter((key) => problems[key]));
    this.summary = problems[''] ?? summaryOf(Object.keys(problems).length);
    focusAt(first);
    return false;
  }

  #local(key: string): Problem | null {
    if (key === 'why') return this.correcting && !this.why.trim() ? { what: 'This is missing', remedy: 'Say why: the reason is kept with the change.' } : null;
    const own = this.#checks[key];
    if (own) return own();
    const field = this.#fields.find((one) => keyOf(one.kind, one.name) === key);
    return field ? fieldProblem(field, this.entries[key] ?? '') : null;
  }

  /** The server's word on what stands there now; only the newest question counts. */
  async #ask(kind: string): Promise<void> {
    const turn = ++this.#turn;
    const draft: Draft = { kind, values: this.valuesOf(kind) };
    const { problems } = await registryApi.check(draft).catch(() => ({ problems: null }));
    if (turn !== this.#turn || !problems) return;
    const others = Object.entries(this.#server).filter(([key]) => key && !key.startsWith(`${kind}.`));
    this.#server = Object.fromEntries([...others, ...problems.map((problem): [string, Problem] => [problem.field ?? '', problem])]);
  }
}

const summaryOf = (count: number): Problem => ({ what: count === 1 ? 'One entry is not right' : `${count} entries are not right`, remedy: count === 1 ? 'It is said at its field.' : 'Each is said at its field.' });

function without<T>(all: Record<string, T>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([other]) => other !== key));
}

/** The field that a person comes to first; in the order given where there is no page. */
function firstOnPage(keys: readonly string[]): string | undefined {
  const place = (key: string): HTMLElement | null => (typeof document === 'undefined' ? null : document.getElementById(idOf(key)));
  return keys.toSorted((a, b) => {
    const [one, other] = [place(a), place(b)];
    return one && other && one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_PRECEDING ? 1 : one && other ? -1 : 0;
  })[0];
}

/** The keyboard goes to a field, or to the first control of a group; folded fields are unfolded first. */
function focusAt(key: string | undefined): false {
  const on = key === undefined || typeof document === 'undefined' ? null : document.getElementById(idOf(key));
  const folded = on?.closest('details');
  if (folded) folded.open = true;
  const control = on?.matches('input, select, textarea') ? on : on?.querySelector<HTMLElement>('input, select, textarea');
  control?.focus();
  return false;
}
