#!/usr/bin/env node
// Starts the binary of this platform, which npm has installed as an optional dependency.
'use strict';
const { spawn } = require('child_process');
const { constants } = require('os');

const platform = `${process.platform}-${process.arch}`;
const dependency = `@twilio-serverless/${platform}`;
const known = [/* PLATFORMS */ 'darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-arm64', 'win32-x64'];

function find() {
  if (!known.includes(platform)) {
    fail(`there is no binary for ${platform}, only for ${known.join(', ')}.\n` +
      'Build it with Go: go install github.com/twilio-serverless/twilio-serverless-go/cmd/twilio-serverless@latest');
  }
  try {
    return require.resolve(`${dependency}/bin/twilio-serverless${process.platform === 'win32' ? '.exe' : ''}`);
  } catch {
    return fail(`the package ${dependency} is not installed.\n` +
      'It is an optional dependency: install again without --omit=optional (or --no-optional), and on the platform\n' +
      'that you run it on: node_modules of another platform has another binary.');
  }
}

function fail(message) {
  process.stderr.write(`error: twilio-serverless: ${message}\n`);
  process.exit(2);
}

const child = spawn(find(), process.argv.slice(2), { stdio: 'inherit', windowsHide: false });
const terminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // A terminal sends an interrupt to the binary too, which takes a second one for "stop at once".
    if (!(terminal && signal !== 'SIGTERM')) child.kill(signal);
  });
}
child.on('error', (error) => fail(`${child.spawnfile} cannot be started: ${error.message}`));
child.on('close', (code, signal) => {
  process.exit(signal ? 128 + (constants.signals[signal] || 0) : code);
});
