exports.handler = function (context, event, callback) {
  const twiml = new Twilio.twiml.VoiceResponse();
  switch (event.Digits) {
    case '1': twiml.say('Sales'); twiml.dial(context.AGENT); break;
    case '2': twiml.say({ voice: 'alice', language: 'en-GB' }, 'Support'); break;
    default: twiml.say("Sorry, I don't understand."); twiml.redirect('/voice/menu');
  }
  return callback(null, twiml);
};
