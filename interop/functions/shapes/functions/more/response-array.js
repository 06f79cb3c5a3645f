exports.handler = (context, event, callback) => {
  const response = new Twilio.Response();
  response.appendHeader('Content-Type', 'application/json');
  response.setBody([{ a: 1 }, { a: 2 }]);
  callback(null, response);
};
