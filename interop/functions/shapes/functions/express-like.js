// An app with routes of its own, as people bring it along from Express.
const routes = {
  'GET /': (req, res) => res.json({ home: true }),
  'POST /items': (req, res) => res.status(201).json({ id: 7, ...req.body }),
};

exports.handler = function (context, event, callback) {
  const { request, route = '/', method = 'GET', ...body } = event;
  const answer = new Twilio.Response();
  const res = {
    status(code) { answer.setStatusCode(code); return res; },
    json(value) {
      answer.appendHeader('Content-Type', 'application/json');
      answer.setBody(value);
      callback(null, answer);
    },
  };
  const run = routes[`${method} ${route}`];
  if (!run) return res.status(404).json({ error: `no route ${method} ${route}` });
  return run({ body }, res);
};
