/** The clock of the server, by which all times are told. */
export class Clock {
  #offset = 0;

  /** @param {number} at what it shows now */
  set(at) {
    this.#offset = at - Date.now();
  }

  now() {
    return Date.now() + this.#offset;
  }
}
