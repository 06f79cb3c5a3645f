exports.handler = (context, event, callback) => {
  const response = new Twilio.Response();
  response.appendHeader('Content-Type', 'text/xml');
  response.setBody(new Twilio.twiml.VoiceResponse().say('hi').toString ? '<Response><Say>hi</Say></Response>' : '');
  callback(null, response);
};
