// One invocation: the handler is called, and the first answer counts.
'use strict';

const events = require('./event');
const logs = require('./logs');
const modules = require('./modules');
const scope = require('./scope');
const { send } = require('./frames');
const { success, failure } = require('./answer');

exports.invoke = function invoke(message, body) {
  const invocation = { id: message.id, answered: false };
  logs.begin(invocation);
  logs.storage.run(invocation, () => {
    let event;
    try {
      event = eventOf(message, body);
    } catch (error) {
      return reply(invocation, { status: 400, headers: [['Content-Type', 'text/plain; charset=utf-8']], body: Buffer.from(`Bad Request: ${error.message}\n`) });
    }
    run(invocation, message, event);
  });
};

function eventOf(message, body) {
  const event = { ...events.query(message.query), ...events.body(message.contentType, body) };
  if (!message.request) {
    return event;
  }
  return { request: { headers: message.headers, cookies: events.cookies(message.cookies) }, ...event };
}

function run(invocation, message, event) {
  try {
    const { handler } = modules.load(message.file);
    if (typeof handler !== 'function') {
      throw new Error(`Could not find a "handler" function in ${modules.shown(message.file)}`);
    }
    const returned = handler(scope.context(message.path), event, callback);
    if (returned && typeof returned.then === 'function') {
      returned.then(resolved, rejected);
    }
  } catch (error) {
    thrown(invocation, error);
  }

  function callback(error, result) {
    if (invocation.answered) {
      logs.log('WARN', 'callback was called again: the first answer was sent');
      return;
    }
    if (error === undefined || error === null) {
      finish(invocation, () => success(result));
    } else {
      logs.log('ERROR', logs.describe(error));
      finish(invocation, () => failure(error), error);
    }
  }

  function resolved(value) {
    if (message.promises && value !== undefined && !invocation.answered) {
      finish(invocation, () => success(value));
    }
  }

  function rejected(error) {
    if (message.promises || invocation.answered) {
      thrown(invocation, error);
    } else {
      warnRejected(error);
    }
  }
}

// warnRejected is all that happens under a handler that does not know promises.
function warnRejected(error) {
  logs.log('ERROR', `UnhandledPromiseRejectionWarning: Unhandled promise rejection: ${logs.describe(error)}\n` +
    'This version of @twilio/runtime-handler waits for the callback until the time is over: catch the error and call callback(error), ' +
    'or use 2.1.2, which answers 500.');
}

// thrown answers for an error that no callback reported. After the answer it can only be logged.
function thrown(invocation, error) {
  logs.log('ERROR', logs.describe(error));
  if (!invocation.answered) {
    finish(invocation, () => failure(error), error);
  }
}

function finish(invocation, make, error) {
  let answer;
  try {
    answer = make();
  } catch (problem) { // what was given cannot be sent, a circular object for example
    error = problem;
    logs.log('ERROR', logs.describe(problem));
    answer = failure(problem);
  }
  if (error instanceof Error) {
    answer.error = { name: String(error.name), message: modules.message(error), stack: modules.shown(String(error.stack)) };
  }
  reply(invocation, answer);
}

function reply(invocation, { status, headers, body, error, tainted }) {
  invocation.answered = true;
  send({ type: 'reply', id: invocation.id, status, headers, error, tainted }, body);
}

// What is thrown outside of the handler's own call leaves nobody knows what behind: the worker is
// replaced after its answer.
process.on('uncaughtException', (error) => {
  const invocation = logs.invocation();
  if (invocation && !invocation.answered) {
    logs.log('ERROR', logs.describe(error));
    finish(invocation, () => ({ ...failure(error), tainted: true }), error);
    return;
  }
  logs.log('ERROR', logs.describe(error));
  send({ type: 'tainted' });
});

process.on('unhandledRejection', (error) => {
  const invocation = logs.invocation();
  if (invocation && !invocation.answered && scope.build().promises) {
    thrown(invocation, error);
  } else if (invocation && !invocation.answered) {
    warnRejected(error);
  } else {
    logs.log('ERROR', logs.describe(error));
  }
});

process.on('exit', (code) => {
  const invocation = logs.invocation();
  send({ type: 'exit', id: invocation && !invocation.answered ? invocation.id : 0, code });
});
