const { MessagingResponse } = require('twilio').twiml;
exports.handler = function (context, event, callback) {
  const twiml = new MessagingResponse();
  const message = twiml.message({ to: '+15550100' });
  message.body(`${event.Body} — ünïcödé 😀`);
  message.media('https://example.com/a.png?x=1&y=2');
  callback(null, twiml);
};
