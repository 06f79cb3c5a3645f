const esc = (s, ...v) => s.raw.reduce((a, p, i) => a + p + (i < v.length ? String(v[i]).replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`) : ''), '');
exports.handler = (context, event, callback) => {
  const response = new Twilio.Response();
  response.appendHeader('Content-Type', 'text/html');
  response.setBody(esc`<b>${event.name ?? 'nobody'}</b>`);
  callback(null, response);
};
