exports.handler = (context, event, callback) => {
  const { 'user-agent': agent, 'x-request-id': id, accept } = event.request.headers;
  callback(null, { agent, id, accept });
};
