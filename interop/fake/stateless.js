// A mock of the API that remembers nothing: every create answers with what was sent, every fetch with an example that
// has the SIDs of its path, every list is empty, every delete succeeds. A case that it passes looks at too little.
//
//   node stateless.js --port 0
//
// It prints its address and serves until its input ends. Nothing but Node is needed.
'use strict';

const crypto = require('node:crypto');
const http = require('node:http');

const account = 'AC00000000000000000000000000000000';
const token = 'token';
const port = Number(process.argv[process.argv.indexOf('--port') + 1] || 0);

const prefixes = {
  Services: 'ZS', Functions: 'ZH', Assets: 'ZH', Versions: 'ZN', Builds: 'ZB', Environments: 'ZE', Variables: 'ZV',
  Deployments: 'ZD', Logs: 'NO',
};
const parents = { Services: 'service_sid', Functions: 'function_sid', Assets: 'asset_sid', Environments: 'environment_sid' };
const links = {
  Services: { environments: 'Environments', functions: 'Functions', assets: 'Assets', builds: 'Builds' },
  Functions: { function_versions: 'Versions' },
  Assets: { asset_versions: 'Versions' },
  Builds: { build_status: 'Status' },
  Environments: { variables: 'Variables', deployments: 'Deployments', logs: 'Logs' },
};
const now = () => new Date().toISOString().replace(/\.\d+Z/, 'Z');
const sid = (prefix) => prefix + crypto.randomBytes(16).toString('hex');

// own are the properties that each resource has besides those that all have.
const own = {
  Services: (f) => ({
    friendly_name: f('FriendlyName', 'A Service'), unique_name: f('UniqueName', 'a-service'),
    include_credentials: f('IncludeCredentials', 'true') === 'true', ui_editable: f('UiEditable', 'false') === 'true',
    domain_base: `${f('UniqueName', 'a-service').toLowerCase()}-1234`,
  }),
  Functions: (f) => ({ friendly_name: f('FriendlyName', 'one') }),
  Assets: (f) => ({ friendly_name: f('FriendlyName', 'one') }),
  Versions: (f) => ({ path: f('Path', '/path').replace(/^\/?/, '/'), visibility: f('Visibility', 'public').toLowerCase() }),
  Builds: (f) => ({
    status: f.method === 'POST' ? 'building' : 'completed', asset_versions: [], function_versions: [],
    dependencies: [{ name: 'twilio', version: '5.0.3' }], runtime: f('Runtime', 'node22'),
  }),
  Environments: (f) => ({
    build_sid: null, unique_name: f('UniqueName', 'an-environment'), domain_suffix: f('DomainSuffix', null),
    domain_name: `a-service-1234${f('DomainSuffix', null) ? `-${f('DomainSuffix', null).toLowerCase()}` : ''}.twil.io`,
  }),
  Variables: (f) => ({ key: f('Key', 'KEY'), value: f('Value', 'value') }),
  Deployments: (f) => ({ build_sid: f('BuildSid', null) }),
  Logs: () => ({
    build_sid: sid('ZB'), deployment_sid: sid('ZD'), function_sid: sid('ZH'), request_sid: sid('RQ'), level: 'INFO',
    message: 'hello',
  }),
};

function keyOf(parts, collection) {
  if (collection === 'Versions') return `${parts[2].toLowerCase().slice(0, -1)}_versions`;
  return collection.toLowerCase();
}

function answer(method, url, field, base) {
  const parts = url.pathname.split('/').slice(2);
  const below = ['Status', 'Content'].includes(parts[parts.length - 1]) ? parts.pop() : '';
  const onList = parts.length % 2 === 1;
  const collection = parts[parts.length - (onList ? 1 : 2)];
  if (!own[collection]) return [404, { code: 20404, message: `The requested resource ${url.pathname} was not found`, status: 404 }];
  if (method === 'DELETE') return [204, null];
  if (method === 'GET' && onList) {
    const page = `${base}${url.pathname}?PageSize=${url.searchParams.get('PageSize') || 50}&Page=0`;
    const key = keyOf(parts, collection);
    return [200, {
      [key]: [], meta: {
        page: 0, page_size: Number(url.searchParams.get('PageSize') || 50), first_page_url: page, previous_page_url: null,
        url: page, next_page_url: null, key,
      },
    }];
  }
  const body = { sid: onList ? sid(prefixes[collection]) : parts[parts.length - 1], account_sid: account };
  for (let i = 0; i + 1 < parts.length - (onList ? 0 : 1); i += 2) body[parents[parts[i]]] = parts[i + 1];
  const path = `/v1/${parts.join('/')}${onList ? `/${body.sid}` : ''}`;
  if (below === 'Status') return [200, { ...body, status: 'completed', url: `${base}${path}/Status` }];
  if (below === 'Content') return [200, { ...body, content: 'exports.handler = () => {};', url: `${base}${path}/Content` }];
  Object.assign(body, own[collection](field), { date_created: now() });
  if (!['Versions', 'Logs'].includes(collection)) body.date_updated = now();
  body.url = base + path;
  const down = collection === 'Versions' && parts[2] === 'Functions' ? { function_version_content: 'Content' } : links[collection];
  if (down) body.links = Object.fromEntries(Object.entries(down).map(([name, at]) => [name, `${base}${path}/${at}`]));
  return [onList ? 201 : 200, body];
}

// fieldsOf reads a form, or the texts of an upload.
function fieldsOf(request, body) {
  const type = request.headers['content-type'] || '';
  if (!type.startsWith('multipart/')) return new URLSearchParams(body);
  const fields = new URLSearchParams();
  for (const [, name, value] of body.matchAll(/name="?(\w+)"?[^]*?\r\n\r\n([^]*?)\r\n--/g)) fields.append(name, value);
  return fields;
}

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const given = (request.headers.authorization || '').replace(/^basic /i, 'Basic ');
    let [status, body] = [401, { code: 20003, message: 'Authenticate', status: 401 }];
    if (given === `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`) {
      const fields = fieldsOf(request, Buffer.concat(chunks).toString());
      const field = Object.assign((name, fallback) => fields.get(name) ?? fallback, { method: request.method });
      const base = `http://${request.headers.host}`;
      [status, body] = answer(request.method, new URL(request.url, base), field, base);
    }
    response.writeHead(status, status === 204 ? {} : { 'Content-Type': 'application/json; charset=utf-8' });
    response.end(status === 204 ? undefined : JSON.stringify(body));
  });
});

server.listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
process.stdin.on('end', () => process.exit(0)).resume();
