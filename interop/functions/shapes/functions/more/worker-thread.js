const { Worker } = require('worker_threads');
exports.handler = (context, event, callback) => {
  const worker = new Worker('require("worker_threads").parentPort.postMessage(6 * 7)', { eval: true });
  worker.once('message', (n) => { worker.terminate(); callback(null, { n }); });
  worker.once('error', callback);
};
