exports.handler = (context, event, callback) => {
  callback(null, 'first');
  callback(null, 'second');
  callback(new Error('third'));
  throw new Error('fourth');
};
