exports.handler = (context, event, callback) => {
  const response = new Twilio.Response();
  response.setStatusCode(Number(event.status || 302));
  response.appendHeader('Location', event.to || '/hello?name=a%20b');
  callback(null, response);
};
