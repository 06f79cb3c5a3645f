class Counter { #n = 0; static #made = 0; constructor() { Counter.#made++; } up() { return ++this.#n; } static { Counter.label = 'counted'; } }
exports.handler = (context, event, callback) => { const c = new Counter(); c.up(); callback(null, { n: c.up(), label: Counter.label }); };
