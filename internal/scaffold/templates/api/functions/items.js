// A JSON API that web pages elsewhere may call: GET lists, POST {"name": "..."} adds.
const items = ['tea']; // of this process: keep what must last somewhere else

exports.handler = (context, event, callback) => {
  const response = new Twilio.Response();
  response.appendHeader('Content-Type', 'application/json');
  response.appendHeader('Access-Control-Allow-Origin', context.ALLOWED_ORIGIN || '*');
  if (event.name !== undefined && (typeof event.name !== 'string' || event.name.trim() === '')) {
    response.setStatusCode(400);
    response.setBody({ error: 'name must be a text' });
    return callback(null, response);
  }
  if (event.name) {
    items.push(event.name.trim());
    response.setStatusCode(201);
  }
  response.setBody({ items });
  return callback(null, response);
};
