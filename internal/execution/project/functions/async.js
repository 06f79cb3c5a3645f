const wait = () => new Promise((resolve) => setTimeout(resolve, 5));
const ways = {
  callback: async (callback) => { await wait(); callback(null, 'by callback'); },
  value: async () => { await wait(); return { by: 'promise' }; },
  rejects: async () => { await wait(); throw new Error('rejected'); },
  both: async (callback) => { callback(null, 'callback first'); return 'value second'; },
  floating: (callback) => { Promise.reject(new Error('nobody waits')); setTimeout(() => callback(null, 'too late'), 50); },
  timer: (callback) => { setTimeout(() => { throw new Error('in a timer'); }, 1); },
};
exports.handler = (context, event, callback) => ways[event.kind](callback);
