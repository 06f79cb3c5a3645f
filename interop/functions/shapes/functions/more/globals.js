exports.handler = (context, event, callback) => callback(null, [typeof Twilio.Response, typeof Runtime.getSync, typeof Twilio.twiml.MessagingResponse,
  typeof Twilio.jwt?.AccessToken, typeof context.getTwilioClient, typeof process.exit, typeof fetch, typeof structuredClone, typeof require, typeof module]);
