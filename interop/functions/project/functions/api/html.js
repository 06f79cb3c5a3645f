exports.handler = (context, event, callback) => {
  const response = new Twilio.Response();
  const escaped = String(event.name).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  response.appendHeader('Content-Type', 'text/html; charset=utf-8').setBody(`<!doctype html><h1>${escaped}</h1>`);
  callback(null, response);
};
