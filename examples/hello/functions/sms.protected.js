// Answers an incoming message. Protected: Twilio signs its requests, and the
// platform refuses those without a valid X-Twilio-Signature.
exports.handler = function (context, event, callback) {
  const { greet } = require(Runtime.getFunctions()['lib/greeting'].path);
  const { phrases } = JSON.parse(Runtime.getAssets()['/phrases.json'].open());
  const twiml = new Twilio.twiml.MessagingResponse();
  twiml.message(`${greet(context.GREETING, event.From)} ${phrases[0]}`);
  callback(null, twiml);
};
