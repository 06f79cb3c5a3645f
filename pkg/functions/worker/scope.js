// The globals of a Function, Twilio and Runtime, and what its context is made of.
'use strict';

const { readFileSync } = require('node:fs');
const modules = require('./modules');
const { Response } = require('./response');

let build;

// loaded gives the package twilio of the Build, loaded at its first use: it is large.
function loaded() {
  try {
    return modules.fromBuild('twilio');
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND' && /Cannot find module 'twilio'/.test(error.message)) {
      throw new Error(`the package twilio is not installed${build.packagesNote ? `: ${build.packagesNote}` : ''}`);
    }
    throw error;
  }
}

// Twilio is the package, and Twilio.Response, which needs no package.
const Twilio = new Proxy(() => {}, {
  get: (_, name) => (name === 'Response' ? Response : Reflect.get(loaded(), name)),
  has: (_, name) => name === 'Response' || name in loaded(),
  set: (_, name, value) => Reflect.set(loaded(), name, value),
  apply: (_, self, args) => Reflect.apply(loaded(), self, args),
  construct: (_, args) => Reflect.construct(loaded(), args),
  ownKeys: () => [...new Set([...Object.keys(loaded()), 'Response'])],
  getOwnPropertyDescriptor: (_, name) => {
    const value = name === 'Response' ? Response : loaded()[name];
    return value === undefined ? undefined : { value, writable: true, enumerable: true, configurable: true };
  },
});

function credentials(caller) {
  const { ACCOUNT_SID: sid, AUTH_TOKEN: token } = context();
  const missing = Object.entries({ ACCOUNT_SID: sid, AUTH_TOKEN: token }).filter(([, value]) => !value).map(([name]) => name);
  if (missing.length > 0) {
    throw new Error(`${caller} needs ACCOUNT_SID and AUTH_TOKEN, and there is no ${missing.join(' and no ')}. ${build.credentialsNote}`);
  }
  if (!/^(AC|SK)/.test(sid)) {
    throw new Error(`${caller}: ACCOUNT_SID must begin with AC. ${build.credentialsNote}`);
  }
  return [sid, token];
}

// client is a REST client whose calls go where the Go side says.
function client(caller, options) {
  const [sid, token] = credentials(caller);
  const twilio = loaded();
  const given = { lazyLoading: true, ...options };
  if (twilio.RequestClient && !given.httpClient && (build.urls.serverless || build.urls.twilio)) {
    given.httpClient = new (redirected(twilio.RequestClient))({});
  }
  return twilio(sid, token, given);
}

// redirected sends calls of this API to the emulator, and others to the base URL for them.
function redirected(RequestClient) {
  return class extends RequestClient {
    request(options) {
      const url = new URL(options.uri);
      const ours = /^serverless(-upload)?\./.test(url.hostname);
      const base = ours ? build.urls.serverless : build.urls.twilio;
      if (!base) {
        return super.request(options);
      }
      if (base === 'off') {
        return Promise.reject(new Error(`${url.hostname} is not emulated: --twilio-url sends such calls to a mock, or to Twilio`));
      }
      const uri = base.replace(/\/$/, '') + url.pathname + url.search;
      return super.request({ ...options, uri, headers: { ...options.headers, 'X-Twilio-Host': url.hostname } });
    }
  };
}

// sync is the Sync service of Runtime.getSync; names of lists and maps are the documented ones.
function sync(options) {
  const { serviceName, ...rest } = options || {};
  const api = client('Runtime.getSync()', rest).sync;
  const services = api.v1 ? api.v1.services : api.services;
  const service = services(serviceName || 'default');
  service.maps = service.syncMaps;
  service.lists = service.syncLists;
  return service;
}

const Runtime = {
  // Names have no leading slash; all Functions are there but those that a tool keeps for itself, which
  // the project does not know.
  getFunctions() {
    const own = modules.functions().filter((f) => !f.path.startsWith('/.twilio-serverless/'));
    return Object.fromEntries(own.map((f) => [f.path.slice(1), { path: f.file }]));
  },
  // Names have a leading slash; private Assets only.
  getAssets() {
    const found = Object.fromEntries(
      modules.assets().map((a) => [a.path, { path: a.file, open: () => readFileSync(a.file, 'utf8') }]));
    return new Proxy(found, {
      get(target, name) {
        if (typeof name === 'string' && !(name in target)) {
          hint(name);
        }
        return target[name];
      },
    });
  },
  getSync: sync,
};

// hint says why an Asset is not among those that getAssets lists.
function hint(name) {
  const slashed = name.startsWith('/') ? name : `/${name}`;
  const why = build.otherAssets.includes(slashed)
    ? `${slashed} is not private, and only private Assets are listed`
    : modules.assets().some((a) => a.path === slashed) ? `names begin with a slash: '${slashed}'` : '';
  if (why) {
    require('./logs').log('WARN', `Runtime.getAssets()['${name}'] is undefined: ${why}.`);
  }
}

exports.configure = function configure(message) {
  build = message;
  const define = (name, value) => Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: true });
  define('Twilio', Twilio);
  define('Runtime', Runtime);
  Object.defineProperty(globalThis, 'Functions', { get: () => Runtime.getFunctions(), configurable: true });
};

exports.warm = () => setImmediate(() => {
  try {
    loaded();
  } catch {
    // said by whoever needs it
  }
});

// context is what each invocation gets, anew. A Variable overrides what is there anyway.
function context(path) {
  const { accountSid, authToken, serviceSid, environmentSid, domainName, variables } = build;
  return {
    PATH: path,
    DOMAIN_NAME: domainName,
    SERVICE_SID: serviceSid,
    ENVIRONMENT_SID: environmentSid,
    ACCOUNT_SID: accountSid || null,
    AUTH_TOKEN: authToken || null,
    ...variables,
    getTwilioClient: (options) => client('getTwilioClient()', options),
  };
}
exports.context = context;
exports.build = () => build;
