module.exports = { handler: (context, event, callback) => callback(null, { name: event.name || 'nobody' }) };
