exports.handler = (context, event, callback) => callback(null, {
  nan: NaN, infinity: Infinity, undef: undefined, fn() {}, date: new Date(0), map: new Map([[1, 2]]), set: new Set([1]),
  nested: { toJSON: () => 'own' }, re: /x/, sym: Symbol('s'), arr: [undefined, () => {}], typed: new Uint8Array([1, 2]),
});
