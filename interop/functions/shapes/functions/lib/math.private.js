exports.double = (n) => n * 2;
exports.handler = (context, event, callback) => callback(null, 'private');
