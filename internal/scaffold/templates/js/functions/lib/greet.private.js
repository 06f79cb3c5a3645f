// Private: only Functions of this project reach it.
exports.greet = (greeting = 'Hello', name = 'you') => `${greeting}, ${name}!`;
