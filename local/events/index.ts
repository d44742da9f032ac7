export { createDelivery, type DeliveryClients } from './deliver.ts';
export { type Delivery, EventBus, type EventBusOptions, type EventConfiguration } from './event-bus.ts';
export { type EventsOptions, startEvents } from './server.ts';
