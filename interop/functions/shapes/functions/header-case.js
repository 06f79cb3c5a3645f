exports.handler = (context, event, callback) => {
  const h = event.request.headers;
  callback(null, {
    lower: h['x-mixed-case'], exact: h['X-Mixed-Case'] === undefined, type: h['content-type'] || null,
    repeated: h['x-twice'], accept: h['accept-language'] || null,
  });
};
