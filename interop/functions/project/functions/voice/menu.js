exports.handler = function (context, event, callback) {
  const twiml = new Twilio.twiml.VoiceResponse();
  const gather = twiml.gather({ numDigits: 1, action: '/voice/choice' });
  gather.say('For sales, press 1. For support, press 2.');
  twiml.redirect('/voice/menu');
  callback(null, twiml);
};
