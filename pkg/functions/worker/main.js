// Runs the Functions of one Build, one invocation at a time, for the Go program that started it.
// Frames come in on one pipe and go out on another, see frames.js. Nothing here is an npm package.
'use strict';

const { receive, send } = require('./frames');
const logs = require('./logs');
const modules = require('./modules');
const packages = require('./packages');
const scope = require('./scope');
const { invoke } = require('./invoke');
const { check } = require('./check');

logs.capture();

// configure makes this process the worker of one Build: its environment becomes the Variables.
function configure(message) {
  for (const name of Object.keys(process.env)) {
    delete process.env[name];
  }
  Object.assign(process.env, message.env);
  process.chdir(message.dir);
  scope.configure(message);
  modules.configure(message);
  if (message.warm) {
    scope.warm();
  }
  send({ type: 'ready' });
}

receive((message, body) => {
  switch (message.type) {
    case 'configure':
      return configure(message);
    case 'update':
      modules.update(message);
      return send({ type: 'ready' });
    case 'invoke':
      return packages.outdated() ? send({ type: 'outdated' }) : invoke(message, body);
    case 'check':
      return send({ type: 'checked', problems: check(message.files) });
    case 'inspect':
      require('node:inspector').open(message.port, message.host, message.wait);
      return send({ type: 'ready' });
  }
});

send({ type: 'started', version: process.version });
