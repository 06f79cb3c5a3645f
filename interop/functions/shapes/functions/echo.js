exports.handler = (context, event, callback) => {
  const { request, ...fields } = event;
  callback(null, fields);
};
