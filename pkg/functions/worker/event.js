// The event that a Function is given: the query, the fields of the body over it, and event.request.
'use strict';

const querystring = require('node:querystring');

const depth = 5; // of brackets in a query
const longestArray = 20;

// A list of values under one name, or one value.
function add(to, name, value) {
  const had = Object.hasOwn(to, name) ? to[name] : undefined;
  const next = had === undefined ? value : [had, value].flat();
  Object.defineProperty(to, name, { value: next, writable: true, enumerable: true, configurable: true });
}

function decoded(text) {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return querystring.unescape(spaced);
  }
}

// query expands brackets, a[b]=c and a[]=b, as the local development server of the toolkit does.
exports.query = function query(raw) {
  const event = {};
  for (const part of raw.split('&').slice(0, 1000)) {
    if (part === '') {
      continue;
    }
    const bracket = part.search(/\]=|%5D=/i);
    const at = bracket < 0 ? part.indexOf('=') : part.indexOf('=', bracket);
    const name = decoded(at < 0 ? part : part.slice(0, at));
    const value = at < 0 ? '' : decoded(part.slice(at + 1));
    put(event, keysOf(name), value);
  }
  for (const name of Object.keys(event)) {
    event[name] = finished(event[name]);
  }
  return event;
};

// keysOf splits a[b][] into a, b and the empty key.
function keysOf(name) {
  const first = name.search(/\[[^[\]]*\]/);
  if (first < 0) {
    return [name];
  }
  const keys = first > 0 ? [name.slice(0, first)] : [];
  let rest = name.slice(first);
  for (let match; keys.length <= depth && (match = /^\[([^[\]]*)\]/.exec(rest)); rest = rest.slice(match[0].length)) {
    keys.push(match[1]);
  }
  if (rest.startsWith('[')) {
    keys.push(rest);
  }
  return keys;
}

const list = Symbol('list');

function put(to, keys, value) {
  const [key, ...rest] = keys;
  if (Object.hasOwn(Object.prototype, key)) {
    return; // would be read by code that asks an object what it is
  }
  if (rest.length === 0) {
    add(to, key, value);
    return;
  }
  let below = Object.hasOwn(to, key) ? to[key] : undefined;
  if (below === null || typeof below !== 'object' || Array.isArray(below)) {
    const had = below;
    below = {};
    if (had !== undefined) {
      below[list] = [had].flat();
    }
    to[key] = below;
  }
  if (rest[0] === '' && rest.length === 1) {
    (below[list] ||= []).push(value);
    return;
  }
  put(below, rest, value);
}

// finished makes arrays of what has no names or small numbers for names.
function finished(value) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return value;
  }
  const names = Object.keys(value);
  for (const name of names) {
    value[name] = finished(value[name]);
  }
  const appended = value[list];
  if (appended && names.length === 0) {
    return appended;
  }
  const numbers = names.length > 0 && names.every((name) => /^(0|[1-9]\d*)$/.test(name) && Number(name) <= longestArray);
  if (numbers) {
    const ordered = names.map(Number).sort((a, b) => a - b).map((n) => value[n]);
    return appended ? [...appended, ...ordered] : ordered;
  }
  if (appended) {
    appended.forEach((item, i) => { value[i] = item; });
    delete value[list];
  }
  return value;
}

// body gives the fields of a body; those of types other than form and JSON are ignored.
exports.body = function body(type, bytes) {
  if (bytes.length === 0) {
    return {};
  }
  if (type === 'application/x-www-form-urlencoded') {
    return { ...querystring.parse(bytes.toString('utf8'), '&', '=', { maxKeys: 1000 }) };
  }
  if (type === 'application/json') {
    const value = JSON.parse(bytes.toString('utf8'));
    if (value === null || typeof value !== 'object') {
      throw new SyntaxError('the body is JSON, but neither an object nor an array');
    }
    return value;
  }
  return {};
};

// cookies: the case of names is kept, the first of two with one name wins.
exports.cookies = function cookies(header) {
  const found = {};
  for (const part of [header || []].flat().join('; ').split(';')) {
    const at = part.indexOf('=');
    const name = part.slice(0, Math.max(at, 0)).trim();
    if (name === '' || Object.hasOwn(found, name)) {
      continue;
    }
    let value = part.slice(at + 1).trim();
    if (value.length > 1 && value.startsWith('"') && value.endsWith('"')) {
      value = value.slice(1, -1);
    }
    try {
      value = value.includes('%') ? decodeURIComponent(value) : value;
    } catch {
      // kept as it came
    }
    Object.defineProperty(found, name, { value, writable: true, enumerable: true, configurable: true });
  }
  return found;
};
