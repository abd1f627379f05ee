/** Thrown where a strand of an execution finds that nobody waits for it any more. It is no failure. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** Stops a strand and everything below it. Unlike an AbortSignal it can be released when its work is done. */
export class Cancellation {
  readonly #handlers = new Set<() => void>();
  #cancelled = false;

  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** Calls `handler` on cancellation, at once if that has happened; the returned function takes it back. */
  onCancel(handler: () => void): () => void {
    if (this.#cancelled) handler();
    else this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  }

  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    for (const handler of this.#handlers) handler();
    this.#handlers.clear();
  }

  /** One that is cancelled together with this one; `release` parts the two. */
  child(): { readonly cancellation: Cancellation; readonly release: () => void } {
    const cancellation = new Cancellation();
    return { cancellation, release: this.onCancel(() => cancellation.cancel()) };
  }

  throwIfCancelled(): void {
    if (this.#cancelled) throw new Cancelled();
  }
}
