exports.handler = (context, event, callback) => {
  const count = Number(event.request.cookies.count || 0) + 1;
  const response = new Twilio.Response();
  const twiml = new Twilio.twiml.MessagingResponse();
  twiml.message(`Message ${count}`);
  response.appendHeader('Content-Type', 'text/xml');
  response.setBody(twiml.toString());
  callback(null, response);
};
