// Set https://DOMAIN/incoming as the webhook for incoming messages of a phone number.
// Protected: Twilio signs its requests, all others get 403.
exports.handler = (context, event, callback) => {
  const twiml = new Twilio.twiml.MessagingResponse();
  const word = (event.Body || '').trim().toLowerCase();
  twiml.message(word === 'hours' ? 'We are open from nine to five.' : `${context.COMPANY}: text HOURS for our opening hours.`);
  callback(null, twiml);
};
