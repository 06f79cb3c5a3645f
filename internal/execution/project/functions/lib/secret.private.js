exports.text = 'shared code';
exports.handler = (context, event, callback) => callback(null, 'secret');
