// Packages of a project that is served while it is worked on: they change under a worker that has loaded them.
'use strict';

const path = require('node:path');
const { performance } = require('node:perf_hooks');
const { readdirSync, realpathSync, statSync } = require('node:fs');

// pause is the time between two looks, in milliseconds: a package may have many files.
const pause = 200;

// What npm, yarn and pnpm write when they have changed something.
const records = ['.package-lock.json', '.yarn-integrity', '.modules.yaml'];

const now = performance.now.bind(performance);
const stamps = new Map();
let linked = []; // folders elsewhere that are packages here, as those of a workspace
let watched = false;
let looked = 0;

exports.configure = function configure(message) {
  watched = Boolean(message.project && message.packages);
  linked = [];
  if (!watched) {
    return;
  }
  for (const name of records) {
    keep(path.join(message.packages, name));
  }
  findLinks(message.packages, true);
};

function findLinks(folder, top) {
  for (const entry of entries(folder)) {
    const at = path.join(folder, entry.name);
    if (entry.isSymbolicLink()) {
      try {
        linked.push(realpathSync(at));
      } catch {
        // It leads nowhere.
      }
    } else if (top && entry.name.startsWith('@')) {
      findLinks(at, false);
    }
  }
}

function entries(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

// loading remembers a file of a package as it is now. What else a Function loads is no business of this: files of the
// Build never change, and dev watches those of the project.
exports.loading = function loading(file) {
  if (!watched) {
    return;
  }
  const at = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/.exec(file);
  const folder = at ? at[0] : linked.find((root) => file.startsWith(root + path.sep));
  if (folder) {
    keep(file);
    keep(path.join(folder, 'package.json'));
  }
};

// outdated reports whether a package has changed since it was loaded. Node keeps modules of the new kind and every
// package.json for good, so only another process has all of it.
exports.outdated = function outdated() {
  if (stamps.size === 0 || now() - looked < pause) {
    return false;
  }
  for (const [file, stamp] of stamps) {
    if (stampOf(file) !== stamp) {
      return true;
    }
  }
  looked = now();
  return false;
};

function keep(file) {
  if (!stamps.has(file)) {
    stamps.set(file, stampOf(file));
  }
}

function stampOf(file) {
  const info = statSync(file, { throwIfNoEntry: false });
  return info ? `${info.mtimeMs} ${info.size} ${info.ino}` : '';
}
