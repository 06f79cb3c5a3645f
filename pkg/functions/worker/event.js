// The event that a Function is given: the query, the fields of the body over it, and event.request.
'use strict';

const querystring = require('node:querystring');

const depth = 5; // of brackets in a query
const most = 1000; // parameters, and values in an array

function decoded(text) {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

// query expands brackets, a[b]=c and a[]=b, as the local development server of the toolkit does.
exports.query = function query(raw) {
  const named = Object.create(null); // values under one name become an array first
  for (const part of raw.replace(/%5B/gi, '[').replace(/%5D/gi, ']').split('&', most)) {
    const bracket = part.indexOf(']=');
    const at = bracket < 0 ? part.indexOf('=') : bracket + 1;
    const name = decoded(at < 0 ? part : part.slice(0, at));
    const value = at < 0 ? '' : decoded(part.slice(at + 1));
    named[name] = name in named ? [named[name], value].flat() : value;
  }
  let event = {};
  for (const name of Object.keys(named)) {
    if (name !== '') {
      event = merged(event, nested(keysOf(name), named[name]));
    }
  }
  return dense(event);
};

// keysOf splits a[b][] into a, [b] and []. What is not closed, or too deep, is one key.
function keysOf(name) {
  let open = name.indexOf('[');
  if (open < 0) {
    return [name];
  }
  const keys = open > 0 ? [name.slice(0, open)] : [];
  for (let n = 0; open >= 0; n++) {
    const close = closing(name, open);
    if (close < 0 || n === depth) {
      return [...keys, `[${name.slice(open)}]`];
    }
    keys.push(name.slice(open, close + 1));
    open = name.indexOf('[', close + 1);
  }
  return keys;
}

// closing is where the bracket ends that is opened at a place, -1 when it does not.
function closing(name, open) {
  let level = 0;
  for (let i = open; i < name.length; i++) {
    if (name[i] === '[') {
      level++;
    } else if (name[i] === ']' && --level === 0) {
      return i;
    }
  }
  return -1;
}

// nested puts a value below its keys. A number in brackets is a place in an array.
function nested(keys, value) {
  return keys.reduceRight((below, key) => {
    if (key === '[]') {
      return [].concat(below); // and not flat(), which moves what stands after a hole
    }
    const plain = key.startsWith('[') && key.endsWith(']') ? key.slice(1, -1) : key;
    const place = /^(0|[1-9]\d{0,2})$/.test(plain) && plain !== key; // below 1000, see most
    const holder = place ? [] : {};
    if (plain !== '__proto__') { // it would not be a field
      holder[plain] = below;
    }
    return holder;
  }, value);
}

// merged adds what came later: to an array, to the fields of an object, or as a second value.
function merged(to, more) {
  if (more === '' || more === undefined) {
    return to;
  }
  if (typeof more !== 'object') {
    if (Array.isArray(to)) {
      to.push(more);
      return to;
    }
    return [to, more];
  }
  if (to === '' || typeof to !== 'object') {
    return [to].concat(more);
  }
  if (Array.isArray(to) && Array.isArray(more)) {
    more.forEach((item, i) => {
      if (!Object.hasOwn(to, i)) {
        to[i] = item;
      } else if (typeof to[i] === 'object' && typeof item === 'object') {
        to[i] = merged(to[i], item);
      } else {
        to.push(item);
      }
    });
    return to;
  }
  const fields = Array.isArray(to) ? { ...to } : to;
  for (const key of Object.keys(more)) {
    fields[key] = Object.hasOwn(fields, key) ? merged(fields[key], more[key]) : more[key];
  }
  return fields;
}

// dense takes the holes out of arrays.
function dense(value) {
  if (typeof value !== 'object') {
    return value;
  }
  if (Array.isArray(value)) {
    return value.filter(() => true).map(dense);
  }
  for (const key of Object.keys(value)) {
    value[key] = dense(value[key]);
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
