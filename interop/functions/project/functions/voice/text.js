exports.handler = (context, event, callback) => {
  const response = new Twilio.Response();
  const twiml = new Twilio.twiml.VoiceResponse();
  twiml.say('as text');
  response.appendHeader('Content-Type', 'text/xml').setBody(twiml.toString());
  callback(null, response);
};
