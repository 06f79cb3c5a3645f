exports.handler = (context, event, callback) => {
  const response = new Twilio.Response();
  response.appendHeader('Content-Type', 'application/xml');
  response.setBody('<?xml version="1.0"?><a>ü</a>');
  callback(null, response);
};
