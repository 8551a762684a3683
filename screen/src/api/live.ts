import type { LiveReceived, LiveSent } from './types';

export interface LiveEars<Received = LiveReceived> {
  told(message: Received): void;
  frame(body: ArrayBuffer): void;
  state(connected: boolean): void;
}

/** One WebSocket, of a document or of the live session, that comes back by itself after a lost connection. */
export class Live<Received = LiveReceived, Sent = LiveSent> {
  #socket: WebSocket | null = null;
  #closed = false;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly url: string,
    private readonly ears: LiveEars<Received>,
  ) {
    this.#open();
  }

  get open(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  send(message: Sent): boolean {
    if (!this.#socket || !this.open) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Tries at once, instead of at the end of the pause. */
  retry(): void {
    if (this.#closed || this.open) return;
    clearTimeout(this.#timer);
    this.#open();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #open(): void {
    const before = this.#socket;
    const socket = new WebSocket(this.url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    before?.close(); // one that is still being opened would become a second
    const over = (): boolean => this.#socket !== socket || this.#closed;
    socket.onopen = () => {
      if (over()) return;
      this.#tries = 0;
      this.ears.state(true);
    };
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
      if (over()) return;
      if (typeof event.data === 'string') this.ears.told(JSON.parse(event.data) as Received);
      else this.ears.frame(event.data);
    };
    socket.onclose = () => {
      if (over()) return;
      this.ears.state(false);
      this.#tries += 1;
      this.#timer = setTimeout(() => this.#open(), Math.min(500 * 2 ** (this.#tries - 1), 8000));
    };
  }
}
