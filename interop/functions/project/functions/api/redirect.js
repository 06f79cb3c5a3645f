exports.handler = (context, event, callback) => {
  const response = new Twilio.Response();
  response.setStatusCode(303);
  response.appendHeader('Location', event.to || '/api/echo');
  callback(null, response);
};
