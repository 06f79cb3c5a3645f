exports.handler = (context, event, callback) => callback(null, `Hello ${event.name || 'World'}`);
