// A small server of the API as somebody else would write it: some operations, and bugs on purpose.
//
//   node server.js --operations CreateService,FetchService --bugs error-without-code --port 0
//
// It prints its address and serves until its input ends. Nothing but Node is needed.
'use strict';

const crypto = require('node:crypto');
const http = require('node:http');

const account = 'AC00000000000000000000000000000000';
const token = 'token';

const options = {};
for (let i = 2; i < process.argv.length; i += 2) options[process.argv[i].replace('--', '')] = process.argv[i + 1];
const operations = new Set((options.operations || '').split(',').filter(Boolean));
const bugs = new Set((options.bugs || '').split(',').filter(Boolean));

const kinds = {
  Services: { one: 'Service', prefix: 'ZS', key: 'services', links: ['environments', 'functions', 'assets', 'builds'] },
  Functions: { one: 'Function', prefix: 'ZH', key: 'functions', links: ['function_versions'] },
  Assets: { one: 'Asset', prefix: 'ZH', key: 'assets', links: ['asset_versions'] },
  Environments: {
    one: 'Environment', prefix: 'ZE', key: 'environments', links: ['variables', 'deployments', 'logs'],
  },
};
const paths = { function_versions: 'Versions', asset_versions: 'Versions' };
const stored = []; // {kind, body, parent}, the newest first

class Refusal extends Error {
  constructor(status, code, message) {
    super(message);
    Object.assign(this, { status, code });
  }
}

const notFound = (path) => new Refusal(404, 20404, `The requested resource ${path.replace('/v1', '')} was not found`);
const invalid = (message) => new Refusal(400, 20001, message);
const now = () => new Date().toISOString().replace(/\.\d+Z/, 'Z');
const sid = (prefix) => prefix + crypto.randomBytes(16).toString('hex');

function text(form, name, max, pattern) {
  const value = form.get(name);
  if (value === null || value === '') throw invalid(`Missing required parameter ${name} in the post body`);
  if ([...value].length > max) throw invalid(`${name} has more than ${max} characters`);
  if (pattern && !pattern.test(value)) throw invalid(`Invalid ${name}`);
  return value;
}

function flag(form, name, fallback) {
  const value = form.get(name);
  if (value === null) return fallback;
  if (!/^(true|false)$/i.test(value)) throw invalid(`${name} is not a boolean`);
  return value.toLowerCase() === 'true';
}

function conflict(kind, parent, test, message) {
  if (stored.some((s) => s.kind === kind && s.parent === parent && test(s.body))) throw new Refusal(409, 20409, message);
}

const fields = {
  Service(form) {
    const name = text(form, 'UniqueName', 50, /^[A-Za-z0-9-]+$/);
    const body = {
      friendly_name: text(form, 'FriendlyName', 255),
      unique_name: name,
      include_credentials: flag(form, 'IncludeCredentials', true),
      ui_editable: flag(form, 'UiEditable', false),
      domain_base: `${name.toLowerCase()}-${1000 + crypto.randomInt(9000)}`,
    };
    conflict('Service', undefined, (s) => s.unique_name === name, 'Service with this UniqueName already exists.');
    if (stored.filter((s) => s.kind === 'Service').length >= 50) {
      throw invalid('Services are limited to less than or equal to 50');
    }
    return body;
  },
  Function: (form) => ({ friendly_name: text(form, 'FriendlyName', 255) }),
  Asset: (form) => ({ friendly_name: text(form, 'FriendlyName', 255) }),
  Environment(form, service) {
    const name = text(form, 'UniqueName', 100);
    const suffix = form.get('DomainSuffix') || null;
    if (suffix && !/^[A-Za-z0-9-]{1,16}$/.test(suffix)) throw invalid('Invalid DomainSuffix');
    conflict('Environment', service.body.sid, (e) => e.unique_name === name || e.domain_suffix === suffix,
      'Environment with this UniqueName or DomainSuffix already exists.');
    const base = service.body.domain_base;
    return {
      build_sid: null, unique_name: name, domain_suffix: suffix,
      domain_name: `${suffix ? `${base}-${suffix.toLowerCase()}` : base}.twil.io`,
    };
  },
};

function serve(method, url, form, base) {
  const parts = url.pathname.split('/').slice(2);
  const collection = parts[parts.length % 2 ? parts.length - 1 : parts.length - 2];
  const kind = kinds[collection];
  if (!kind || (kind.one === 'Service') !== (parts.length < 3)) throw notFound(url.pathname);
  const onList = parts.length % 2 === 1;
  const verb = { GET: onList ? 'List' : 'Fetch', POST: onList ? 'Create' : 'Update', DELETE: 'Delete' }[method];
  if (!operations.has(verb + kind.one) || (onList && verb === 'Delete')) throw notFound(url.pathname);

  let service;
  if (parts.length > 2) {
    service = stored.find((s) => s.kind === 'Service' && [s.body.sid, s.body.unique_name].includes(parts[1]));
    if (!service) throw notFound(url.pathname);
  }
  const parent = service && service.body.sid;
  if (onList && verb === 'List') return [200, list(kind, parent, url, base)];
  if (verb === 'Create') {
    const body = {
      sid: sid(kind.prefix), account_sid: account, ...(parent && { service_sid: parent }),
      ...fields[kind.one](form, service), date_created: now(), date_updated: now(),
    };
    const path = `/v1${parent ? `/Services/${parent}` : ''}/${collection}/${body.sid}`;
    stored.unshift({ kind: kind.one, body, parent, path, links: kind.links });
    return [201, show(stored[0], base)];
  }
  const name = decodeURIComponent(parts[parts.length - 1]);
  const found = stored.find((s) => s.kind === kind.one && s.parent === parent &&
    (s.body.sid === name || (kind.one === 'Service' && s.body.unique_name === name)));
  if (!found) throw notFound(url.pathname);
  if (verb === 'Delete') {
    const gone = found.body.sid;
    stored.splice(0, stored.length, ...stored.filter((s) => s !== found && s.parent !== gone));
    return [204, null];
  }
  if (verb === 'Update') update(found, form);
  return [200, show(found, base)];
}

function update(found, form) {
  const { body } = found;
  const changed = {};
  if (found.kind === 'Service') {
    changed.include_credentials = flag(form, 'IncludeCredentials',
      bugs.has('update-resets-credentials') ? true : body.include_credentials);
    changed.ui_editable = flag(form, 'UiEditable', body.ui_editable);
    if (form.has('FriendlyName')) changed.friendly_name = text(form, 'FriendlyName', 255);
  } else {
    changed.friendly_name = text(form, 'FriendlyName', 255);
  }
  Object.assign(body, changed, bugs.has('date-updated-stays') ? {} : { date_updated: now() });
}

function show(s, base) {
  const links = {};
  for (const link of s.links) {
    links[link] = `${base}${s.path}/${paths[link] || link[0].toUpperCase() + link.slice(1)}`;
  }
  const body = { ...s.body, url: base + s.path, links };
  if (bugs.has('booleans-are-texts') && s.kind === 'Service') {
    body.include_credentials = String(body.include_credentials);
    body.ui_editable = String(body.ui_editable);
  }
  if (bugs.has('dates-have-no-zone')) {
    body.date_created = body.date_created.replace('T', ' ').replace('Z', '');
    body.date_updated = body.date_updated.replace('T', ' ').replace('Z', '');
  }
  if (bugs.has('no-account-sid')) delete body.account_sid;
  if (bugs.has('no-links')) delete body.links;
  return body;
}

function list(kind, parent, url, base) {
  const number = (name, fallback, min, max) => {
    const value = url.searchParams.get(name);
    if (value === null) return fallback;
    if (!/^\d+$/.test(value) || Number(value) < min || Number(value) > max) throw invalid(`Invalid ${name}`);
    return Number(value);
  };
  const size = number('PageSize', 50, 1, 1000);
  const page = number('Page', 0, 0, Number.MAX_SAFE_INTEGER);
  const pageToken = url.searchParams.get('PageToken') || '';
  const all = stored.filter((s) => s.kind === kind.one && s.parent === parent);
  let from = 0;
  if (pageToken) {
    if (!/^PT\d+$/.test(pageToken)) throw invalid('Invalid PageToken');
    from = Number(pageToken.slice(2));
  }
  const address = (index, at) =>
    `${base}${url.pathname}?PageSize=${size}&Page=${index}${at > 0 ? `&PageToken=PT${at}` : ''}`;
  const meta = {
    page, page_size: size, first_page_url: address(0, 0),
    previous_page_url: page > 0 ? address(page - 1, from - size) : null,
    url: address(page, from), next_page_url: from + size < all.length ? address(page + 1, from + size) : null,
    key: kind.key,
  };
  if (bugs.has('key-is-items')) meta.key = 'items';
  if (bugs.has('no-next-page') && meta.next_page_url === null) delete meta.next_page_url;
  if (bugs.has('page-size-is-ignored')) meta.page_size = 50;
  return { [kind.key]: all.slice(from, from + size).map((s) => show(s, base)), meta };
}

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    let status;
    let body;
    try {
      const expected = `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`;
      const given = (request.headers.authorization || '').replace(/^basic /i, 'Basic ');
      if (given !== expected) throw new Refusal(401, 20003, 'Authenticate');
      const form = new URLSearchParams();
      if (/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] || '')) {
        for (const [name, value] of new URLSearchParams(Buffer.concat(chunks).toString())) form.append(name, value);
      }
      const url = new URL(request.url, `http://${request.headers.host}`);
      [status, body] = serve(request.method, url, form, `http://${request.headers.host}`);
    } catch (err) {
      const { status: refused = 500, code = 20500 } = err;
      status = refused;
      body = { code, message: err.message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
      if (bugs.has('not-found-is-html') && status === 404) body = '<h1>Not Found</h1>';
      if (bugs.has('errors-have-no-message')) delete body.message;
      if (bugs.has('refusals-are-500') && status === 400) body.status = status = 500;
      if (bugs.has('refusals-are-422') && status === 400) body.status = status = 422;
      if (bugs.has('conflict-is-400') && status === 409) body.status = status = 400;
    }
    if (bugs.has('delete-answers-200') && status === 204) [status, body] = [200, {}];
    if (bugs.has('create-answers-200') && status === 201) status = 200;
    const type = typeof body === 'string' ? 'text/html' : 'application/json; charset=utf-8';
    response.writeHead(status, status === 204 ? {} : { 'Content-Type': type });
    response.end(status === 204 ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
  });
});

server.listen(Number(options.port || 0), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
process.stdin.on('end', () => process.exit(0)).resume();
