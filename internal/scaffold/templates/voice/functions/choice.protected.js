// What the caller pressed.
exports.handler = (context, event, callback) => {
  const twiml = new Twilio.twiml.VoiceResponse();
  switch (event.Digits) {
    case '1':
      twiml.say('We are open from nine to five.');
      break;
    case '2':
      twiml.dial(context.FORWARD_TO);
      break;
    default:
      twiml.redirect('/incoming');
  }
  callback(null, twiml);
};
