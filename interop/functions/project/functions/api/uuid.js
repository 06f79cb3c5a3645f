const { v5: uuid } = require('uuid');
exports.handler = (context, event, callback) => callback(null, uuid('https://example.com', uuid.URL));
