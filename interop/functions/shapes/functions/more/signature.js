const { validateRequest } = require('twilio');
exports.handler = (context, event, callback) => {
  const { request, ...params } = event;
  const ok = validateRequest(context.AUTH_TOKEN, request.headers['x-twilio-signature'] || '', 'https://example.com/x', params);
  callback(null, { ok });
};
