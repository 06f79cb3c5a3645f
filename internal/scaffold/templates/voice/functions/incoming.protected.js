// Set https://DOMAIN/incoming as the webhook for incoming calls of a phone number.
// Protected: Twilio signs its requests, all others get 403.
exports.handler = (context, event, callback) => {
  const twiml = new Twilio.twiml.VoiceResponse();
  const gather = twiml.gather({ numDigits: 1, action: '/choice' });
  gather.say(`Welcome to ${context.COMPANY}. Press 1 for our opening hours, 2 to talk to somebody.`);
  twiml.redirect('/incoming');
  callback(null, twiml);
};
