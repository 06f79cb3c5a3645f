exports.handler = (context, event, callback) => {
  const twiml = new Twilio.twiml.VoiceResponse();
  twiml.dial().conference({ startConferenceOnEnter: event.From === context.AGENT }, 'Room <1>');
  callback(null, twiml);
};
