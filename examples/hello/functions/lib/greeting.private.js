// Code for other Functions. It has no URL; they load it with
// require(Runtime.getFunctions()['lib/greeting'].path).
const { capitalize } = require('lodash');

exports.greet = (greeting, name) => `${capitalize(greeting || 'hello')}, ${name || 'world'}!`;
