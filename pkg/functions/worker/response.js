// Twilio.Response: what a Function answers when a status, headers or cookies are needed.
'use strict';

const cookieHeader = 'Set-Cookie';

function isCookie(name) {
  return String(name).toLowerCase() === 'set-cookie';
}

class Response {
  constructor(options) {
    const { statusCode, body, headers } = options || {};
    this.statusCode = statusCode || 200;
    this.body = body === undefined ? null : body;
    this.headers = {};
    for (const [name, value] of Object.entries(headers || {})) {
      this.appendHeader(name, value);
    }
    this.headers[cookieHeader] ||= [];
  }

  setStatusCode(statusCode) {
    this.statusCode = statusCode;
    return this;
  }

  setBody(body) {
    this.body = body;
    return this;
  }

  // setHeaders replaces all headers.
  setHeaders(headers) {
    if (headers === null || typeof headers !== 'object') {
      return this;
    }
    this.headers = { [cookieHeader]: [] };
    for (const [name, value] of Object.entries(headers)) {
      this.appendHeader(name, value);
    }
    return this;
  }

  // appendHeader adds a value to those that the header has.
  appendHeader(name, value) {
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      throw new Error('Header value cannot be an object');
    }
    const key = isCookie(name) ? cookieHeader : name;
    const had = this.headers[key];
    if (isCookie(name)) {
      this.headers[key] = [had || [], value].flat();
    } else {
      this.headers[key] = had === undefined ? value : [had, value].flat();
    }
    return this;
  }

  setCookie(name, value, attributes = []) {
    return this.appendHeader(cookieHeader, [`${name}=${value}`, ...attributes].join(';'));
  }

  // removeCookie makes the browser drop a cookie, and takes back one that was set here.
  removeCookie(name) {
    const others = [this.headers[cookieHeader] || []].flat().filter((cookie) => !String(cookie).startsWith(`${name}=`));
    this.headers[cookieHeader] = [...others, `${name}=;Max-Age=0`];
    return this;
  }
}

exports.Response = Response;
