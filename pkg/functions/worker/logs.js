// What a Function prints becomes log frames, with the invocation that printed it.
'use strict';

const { AsyncLocalStorage } = require('node:async_hooks');
const { Console } = require('node:console');
const { Writable } = require('node:stream');
const { send } = require('./frames');
const modules = require('./modules');

const storage = new AsyncLocalStorage();
let current = null; // the invocation under way, for what runs outside of any

exports.storage = storage;
exports.begin = (invocation) => { current = invocation; };
exports.invocation = () => storage.getStore() || current;

// log sends one message. Late is what an invocation prints after its answer.
function log(level, text) {
  const of = exports.invocation();
  send({ type: 'log', id: of ? of.id : 0, level, late: Boolean(of && of.answered) }, Buffer.from(text));
}
exports.log = log;

// describe is how an error looks in the log: with its stack, in the paths that the user knows.
exports.describe = function describe(error) {
  if (error instanceof Error && typeof error.stack === 'string') {
    return modules.shown(error.stack);
  }
  return require('node:util').inspect(error);
};

// readable gives a text with a stack in it, as console.error(error) has, in the paths that the user
// knows.
function readable(text) {
  return /\n\s+at /.test(text) ? modules.shown(text) : text;
}

function stream(level, fd) {
  const s = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      log(level(), readable(text.endsWith('\n') ? text.slice(0, -1) : text));
      done();
    },
  });
  s.fd = fd;
  return s;
}

exports.capture = function capture() {
  let level = 'ERROR';
  const stdout = stream(() => 'INFO', 1);
  const stderr = stream(() => level, 2);
  for (const [name, value] of Object.entries({ stdout, stderr })) {
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => value });
  }
  const own = new Console({ stdout, stderr, colorMode: false });
  for (const name of Object.keys(own)) {
    if (typeof own[name] === 'function') {
      console[name] = own[name];
    }
  }
  console.warn = (...args) => {
    level = 'WARN';
    try {
      own.warn(...args);
    } finally {
      level = 'ERROR';
    }
  };
};
