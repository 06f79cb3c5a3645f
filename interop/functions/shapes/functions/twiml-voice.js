exports.handler = (context, event, callback) => {
  const twiml = new Twilio.twiml.VoiceResponse();
  const gather = twiml.gather({ input: 'speech dtmf', hints: 'yes, no & maybe', action: '/hello?x=1&y=2' });
  gather.say({ voice: 'Polly.Joanna' }, `You are ${event.From} <caller>`);
  twiml.pause({ length: 1 });
  twiml.redirect({ method: 'POST' }, '/twiml-voice');
  callback(null, twiml);
};
