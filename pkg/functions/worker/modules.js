// The files of the Build: which there are, how they are loaded and forgotten, and what they are
// called in messages.
'use strict';

const Module = require('node:module');
const path = require('node:path');
const { readFileSync } = require('node:fs');
const { pathToFileURL } = require('node:url');
const packages = require('./packages');

let build = { functions: [], assets: [], names: [], packages: '', project: '' };
let byFile = new Map(); // files of Functions that lie in the project itself
const warned = new Set();
const deployedRoot = '/var/task/';

exports.configure = (message) => use(message);
exports.functions = () => build.functions;
exports.assets = () => build.assets;

function use(message) {
  build = message;
  packages.configure(message);
  byFile = new Map(build.functions.filter((f) => f.local).map((f) => [f.file, f]));
}

// update replaces the list of files. Modules of files that changed are forgotten, and so are those
// that required them; all others keep their state.
exports.update = function update(message) {
  use(message);
  const forgotten = new Set(message.changed);
  for (let grew = true; grew; ) {
    grew = false;
    for (const [file, module] of Object.entries(require.cache)) {
      if (!forgotten.has(file) && module.children.some((child) => forgotten.has(child.filename))) {
        forgotten.add(file);
        grew = true;
      }
    }
  }
  for (const file of forgotten) {
    if (!file.startsWith(__dirname + path.sep)) {
      delete require.cache[file];
    }
  }
  module.children = module.children.filter((child) => !forgotten.has(child.filename));
};

// load gives the exports of a Function, from memory if it was loaded before.
exports.load = function load(file) {
  return require(file);
};

// fromBuild loads a package as the files of the Build do.
exports.fromBuild = function fromBuild(name) {
  return Module.createRequire(path.join(build.dir, 'handlers', 'index.js'))(name);
};

// Packages are those of the Build, also for files that lie in a project which has others.
const nodeModulePaths = Module._nodeModulePaths;
Module._nodeModulePaths = function (from) {
  if (build.project && (from === build.project || from.startsWith(build.project + path.sep)) &&
      !from.includes(`${path.sep}node_modules${path.sep}`)) {
    return build.packages ? [build.packages] : [];
  }
  return nodeModulePaths.call(this, from);
};

// A Function in the project is what was deployed, even when its file has changed since, and even
// when that is TypeScript: then what was deployed was made of it, and its source map says how.
const load = Module.prototype.load;
Module.prototype.load = function (filename) {
  const f = byFile.get(filename);
  if (!f) {
    packages.loading(filename);
  }
  if (!f || f.esm) {
    return load.call(this, filename);
  }
  const source = readFileSync(f.copy, 'utf8');
  this.filename = filename;
  this.paths = Module._nodeModulePaths(path.dirname(filename));
  this._compile(mapped(source.charCodeAt(0) === 0xfeff ? source.slice(1) : source, filename), filename);
  this.loaded = true;
};

// mapped makes the source map of a Function name the files of the project. A deployed one names them
// below the folder that Functions are in.
function mapped(source, filename) {
  const [comment, data] = /\n\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)\s*$/.exec(source) || [];
  if (!comment) {
    return source;
  }
  const map = JSON.parse(Buffer.from(data, 'base64').toString('utf8'));
  const own = map.sourceRoot === deployedRoot && map.sources.find((name) => filename.split(path.sep).join('/').endsWith(`/${name}`));
  if (!own) {
    return source;
  }
  map.sourceRoot = pathToFileURL(filename.slice(0, filename.length - own.length)).href;
  const encoded = Buffer.from(JSON.stringify(map)).toString('base64');
  return source.slice(0, source.length - comment.length) + `\n//# sourceMappingURL=data:application/json;base64,${encoded}\n`;
}

// What is not deployed can be required here only.
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, parent, ...rest) {
  const found = resolveFilename.call(this, request, parent, ...rest);
  if (parent && byFile.has(parent.filename) && /^\.{1,2}(\/|$)/.test(request)) {
    const key = parent.filename + '\n' + request;
    if (!warned.has(key)) {
      warned.add(key);
      require('./logs').log('WARN', `require('${request}') in ${shown(parent.filename)} works here and fails where this is deployed: ` +
        `a Function has no files beside it. Make the file a private Function and require(Runtime.getFunctions()['NAME'].path), ` +
        'or a package among the dependencies.');
    }
  }
  return found;
};

// shown replaces the places where files lie by those that the user knows.
function shown(text) {
  for (const [file, name] of build.names) {
    if (text.includes(file)) {
      text = text.replaceAll(pathToFileURL(file).href, name).replaceAll(file, name);
    }
  }
  return withoutWorker(text);
}
exports.shown = shown;

// message is that of an error. Node lists in it which files required a package that is not there.
exports.message = (error) => (error.code === 'MODULE_NOT_FOUND' ? shown(String(error.message)) : String(error.message));

// withoutWorker leaves out the frames of the worker itself and those below: they say nothing about
// the Function.
function withoutWorker(text) {
  let below = false;
  return text.split('\n').filter((line) => {
    const frame = /^\s+at /.test(line);
    below = frame && (below || line.includes(__dirname + path.sep));
    return !below && !(frame && /[( ]node:/.test(line)) && !(line.startsWith('- ') && line.includes(__dirname + path.sep));
  }).join('\n');
}
