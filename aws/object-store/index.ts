export { concatenate } from './concatenate.ts';
export { createObjectStore, type ObjectHead, type ObjectStore } from './object-store.ts';
export { type ObjectWriter, openObjectWriter, type WrittenObject } from './object-writer.ts';
