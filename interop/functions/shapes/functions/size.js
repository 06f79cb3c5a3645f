exports.handler = (context, event, callback) => callback(null, { length: (event.text || '').length });
