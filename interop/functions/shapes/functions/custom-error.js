class OrderError extends Error {
  constructor(message) { super(message); this.name = 'OrderError'; this.code = 1234; }
}
exports.handler = (context, event, callback) => callback(new OrderError('no such order'));
