exports.handler = (context, event, callback) => {
  const twiml = new Twilio.twiml.MessagingResponse();
  const body = (event.Body || '').trim().toLowerCase();
  twiml.message(body === 'help' ? 'Say HOURS or STOP' : `You said: ${event.Body}`);
  callback(null, twiml);
};
