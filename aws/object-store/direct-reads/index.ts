export { type Connections, createConnections } from './connections.ts';
export { isSignedRequest, type SignedRequest } from './request.ts';
