exports.handler = (context, event, callback) => {
  const response = new Twilio.Response();
  response.appendHeader('Content-Type', 'text/html; charset=UTF-8; profile=x');
  response.setBody('<p>ü</p>');
  callback(null, response);
};
