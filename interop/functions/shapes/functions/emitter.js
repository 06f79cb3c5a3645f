const { EventEmitter, once } = require('events');
exports.handler = async (context, event, callback) => {
  const bus = new EventEmitter();
  setImmediate(() => bus.emit('done', 'emitted', 7));
  callback(null, await once(bus, 'done'));
};
