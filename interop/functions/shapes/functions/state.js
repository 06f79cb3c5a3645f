// What a module keeps may or may not be there at the next call; code that handles both is right.
let calls = 0;
exports.handler = (context, event, callback) => { calls += 1; callback(null, calls >= 1); };
