/** There is no Python here that a server runs on, or what it needs can't be installed; the message says why. */
export class PythonUnavailable extends Error {
  override readonly name = 'PythonUnavailable';
}
