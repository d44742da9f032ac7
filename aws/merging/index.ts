export { encodePieces } from './encode-pieces.ts';
export { type FramedChunks, type FramedObject, frameObject, framePieces } from './frame-object.ts';
export { type JoinedObject, joinPieces } from './join-pieces.ts';
export { readOutputFormat } from './output-format.ts';
export { readPieces } from './read-pieces.ts';
export { type SentParts, sendParts } from './send-parts.ts';
