const errors = {
  error: () => new TypeError('wrong'), string: () => 'plain words', object: () => ({ code: 20404, message: 'not here' }),
  empty: () => '', zero: () => 0, no: () => false,
};
exports.handler = (context, event, callback) => callback(errors[event.kind]());
