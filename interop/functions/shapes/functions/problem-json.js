exports.handler = (context, event, callback) => {
  const response = new Twilio.Response();
  response.setStatusCode(409);
  response.appendHeader('Content-Type', 'application/problem+json');
  response.setBody({ title: 'taken', status: 409 });
  callback(null, response);
};
