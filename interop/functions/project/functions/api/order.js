exports.handler = (context, event, callback) => {
  const { total } = require(Runtime.getFunctions()['lib/prices'].path);
  if (!Array.isArray(event.items)) {
    const response = new Twilio.Response();
    return callback(null, response.setStatusCode(422).appendHeader('Content-Type', 'application/json').setBody({ error: 'items are missing' }));
  }
  callback(null, { total: total(event.items) });
};
