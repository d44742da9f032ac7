import { StatesError } from '../execution/states-error.ts';

/** The source of items could not be read, or holds something else than the definition says. */
export class ItemReaderFailure extends StatesError {
  constructor(cause: string) {
    super('States.ItemReaderFailed', cause);
    this.name = 'ItemReaderFailure';
  }
}
