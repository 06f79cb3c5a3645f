const atLoad = { Runtime: typeof Runtime.getFunctions, Twilio: typeof Twilio.Response };
exports.handler = (context, event, callback) => callback(null, {
  atLoad, instance: new Twilio.twiml.VoiceResponse() instanceof require('twilio').twiml.VoiceResponse,
});
