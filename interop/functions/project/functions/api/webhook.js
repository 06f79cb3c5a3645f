exports.handler = (context, event, callback) => {
  const params = { ...event };
  delete params.request;
  const valid = require('twilio').validateRequest(context.AUTH_TOKEN, event.request.headers['x-twilio-signature'] || '', 'https://example.com/api/webhook', params);
  callback(null, { valid });
};
