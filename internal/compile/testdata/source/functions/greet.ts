import { Greeter } from '../lib/greeter';
import type { Callback, Event } from '../lib/types';

export const handler = (context: unknown, event: Event, callback: Callback) => {
  callback(null, Greeter.of(event.lang).greet(event.name ?? 'you'));
};
