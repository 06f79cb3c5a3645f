exports.handler = (context, event, callback) => {
  const twiml = new Twilio.twiml.VoiceResponse();
  twiml.record({ maxLength: 30, transcribe: true, transcribeCallback: `https://${event.host || 'example.com'}/done` });
  twiml.hangup();
  callback(null, twiml);
};
