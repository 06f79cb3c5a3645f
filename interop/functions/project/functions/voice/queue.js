const VoiceResponse = require('twilio').twiml.VoiceResponse;
exports.handler = (context, event, callback) => {
  const twiml = new VoiceResponse();
  twiml.enqueue({ waitUrl: '/voice/wait' }, 'support');
  callback(null, twiml);
};
