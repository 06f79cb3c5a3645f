exports.handler = (context, event, callback) => {
  const response = new Twilio.Response();
  response.setStatusCode(304);
  callback(null, response);
};
