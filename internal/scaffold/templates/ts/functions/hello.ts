// https://DOMAIN/hello?name=Ann
import type { ServerlessFunctionSignature } from '@twilio-labs/serverless-runtime-types/types';
import { greet } from '../lib/greet';

type Variables = { GREETING?: string };
type Parameters = { name?: string };

export const handler: ServerlessFunctionSignature<Variables, Parameters> = (context, event, callback) => {
  console.log('greeting', event.name);
  callback(null, greet(context.GREETING, event.name));
};
