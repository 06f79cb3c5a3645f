exports.handler = (context, event, callback) => {
  const response = new Twilio.Response();
  response.setBody(event.kind === 'bool' ? true : { list: [1, 'two', null] });
  callback(null, response);
};
