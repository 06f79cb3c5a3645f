// What a callback was given, as status, headers and bytes.
'use strict';

const modules = require('./modules');
const { Response } = require('./response');

const text = 'text/plain; charset=utf-8';
const xml = 'text/xml; charset=utf-8';
const json = 'application/json; charset=utf-8';
const html = 'text/html; charset=utf-8';
const binary = 'application/octet-stream';

// success is the answer for callback(null, result).
exports.success = function success(result) {
  if (isResponse(result)) {
    return built(result);
  }
  const [type, body] = content(result);
  return { status: 200, headers: [['Content-Type', type]], body };
};

// failure is the answer for callback(error) and for what a handler throws: 500, with what it was
// given. Of an error its name, its message and where it happened.
exports.failure = function failure(error) {
  if (isResponse(error)) {
    return { ...built(error), status: 500 };
  }
  const payload = error instanceof Error ? described(error) : error;
  const [type, body] = content(payload);
  return { status: 500, headers: [['Content-Type', type]], body };
};

function described(error) {
  return { message: modules.message(error), name: String(error.name), stack: modules.shown(String(error.stack)) };
}

// content gives the type and the bytes of a value.
function content(value) {
  if (value === undefined || value === null) {
    return [json, Buffer.alloc(0)];
  }
  if (typeof value === 'string') {
    return [text, Buffer.from(value)];
  }
  const bytes = bytesOf(value);
  if (bytes) {
    return [binary, bytes];
  }
  if (isTwiML(value)) {
    return [xml, Buffer.from(value.toString())];
  }
  return [json, Buffer.from(JSON.stringify(value) ?? '')];
}

function bytesOf(value) {
  if (ArrayBuffer.isView(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  return value instanceof ArrayBuffer ? Buffer.from(value) : undefined;
}

// isTwiML looks for the class by its name: there may be more than one copy of the package.
function isTwiML(value) {
  for (let p = typeof value === 'object' && Object.getPrototypeOf(value); p; p = Object.getPrototypeOf(p)) {
    if (p.constructor && p.constructor.name === 'TwiML') {
      return true;
    }
  }
  return Boolean(value) && typeof value === 'object' && typeof value.toString === 'function' && value.toString !== Object.prototype.toString &&
    /(Voice|Messaging|Fax)Response$/.test(value.constructor?.name ?? '');
}

function isResponse(value) {
  return value instanceof Response || (Boolean(value) && typeof value === 'object' && value.constructor?.name === 'Response' &&
    typeof value.setStatusCode === 'function' && 'headers' in value && 'body' in value);
}

// written reports whether a body becomes text: a string, or an object that becomes JSON.
function written(body) {
  return typeof body === 'string' || (typeof body === 'object' && body !== null && !ArrayBuffer.isView(body));
}

// built is the answer of a Twilio.Response. Strings say that they are UTF-8.
function built(response) {
  const status = Number(response.statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new RangeError(`setStatusCode(${response.statusCode}): a status is a number from 200 to 599`);
  }
  const headers = [];
  let type;
  for (const [name, value] of Object.entries(response.headers || {})) {
    for (const one of [value].flat()) {
      if (one === undefined || one === null) {
        continue;
      }
      check(name, String(one));
      if (name.toLowerCase() === 'content-type') {
        type = String(one);
      } else {
        headers.push([name, String(one)]);
      }
    }
  }
  const { body } = response;
  const [own, bytes] = content(body);
  type ??= typeof body === 'string' ? html : own;
  if (!/;\s*charset\s*=/i.test(type) && (written(body) || /^(text\/|application\/(json|javascript))/.test(type))) {
    type += '; charset=utf-8';
  }
  if (bytes.length > 0 || response.headers?.['Content-Type']) {
    headers.push(['Content-Type', type]);
  }
  return { status, headers, body: bytes };
}

function check(name, value) {
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) {
    throw new TypeError(`Header name must be a valid HTTP token ["${name}"]`);
  }
  if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) {
    throw new TypeError(`Invalid character in header content ["${name}"]`);
  }
}
