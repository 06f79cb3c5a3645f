exports.handler = (context, event, callback) => callback(null, Object.keys(event).sort());
