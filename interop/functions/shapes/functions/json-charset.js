exports.handler = (context, event, callback) => {
  const response = new Twilio.Response();
  response.appendHeader('Content-Type', 'application/json; charset=utf-8');
  response.setBody({ text: 'Grüße 日本語' });
  callback(null, response);
};
