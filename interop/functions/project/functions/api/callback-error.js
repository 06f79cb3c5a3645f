exports.handler = (context, event, callback) => callback(new Error('the order does not exist'));
