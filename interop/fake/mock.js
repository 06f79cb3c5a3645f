'use strict';

// The mock of openapi-backend: it answers each operation of our documents with its example, and remembers nothing.
const http = require('node:http');
const path = require('node:path');
const {OpenAPIBackend} = require('openapi-backend');

const documents = path.join(__dirname, '..', '..', 'openapi');

async function mock(file) {
  const api = new OpenAPIBackend({definition: path.join(documents, file), quick: true});
  api.register('notFound', () => null);
  api.register('notImplemented', (context, _request, response) => {
    const {status, mock: body} = api.mockResponseForOperation(context.operation.operationId);
    response.writeHead(status, {'Content-Type': 'application/json'});
    response.end(status === 204 ? undefined : JSON.stringify(body));
    return true;
  });
  await api.init();
  return api;
}

async function main() {
  const apis = [await mock('serverless.yaml'), await mock('upload.yaml')];
  const server = http.createServer(async (request, response) => {
    request.resume();
    const [address, query] = request.url.split('?');
    for (const api of apis) {
      const asked = {method: request.method, path: address, query, headers: request.headers};
      if (await api.handleRequest(asked, request, response)) {
        return;
      }
    }
    response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
  process.stdin.on('end', () => process.exit(0)).resume(); // the test ends
}

main();
