exports.handler = (context, event, callback) => callback(null, JSON.stringify({ already: 'text' }));
