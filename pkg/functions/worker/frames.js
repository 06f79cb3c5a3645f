// Frames: the length of the header and that of the body, 32 bits each, big endian; the header in
// JSON; the body as it is. Replies are written synchronously, so that nothing is lost when the
// event loop is blocked or the process ends in the next line.
'use strict';

const net = require('node:net');
const { writeSync } = require('node:fs');

const [input, output] = process.argv.slice(2, 4).map(Number);
const exit = process.exit.bind(process);
const { parse, stringify } = JSON; // a Function may put others in their place

function write(buffer) {
  for (let at = 0; at < buffer.length; ) {
    try {
      at += writeSync(output, buffer, at);
    } catch (error) {
      if (error.code === 'EAGAIN') {
        continue;
      }
      exit(0); // the parent is gone
    }
  }
}

exports.send = function send(header, body) {
  const head = Buffer.from(stringify(header));
  const lengths = Buffer.allocUnsafe(8);
  lengths.writeUInt32BE(head.length, 0);
  lengths.writeUInt32BE(body ? body.length : 0, 4);
  write(body && body.length ? Buffer.concat([lengths, head, body]) : Buffer.concat([lengths, head]));
};

exports.receive = function receive(handle) {
  let pending = Buffer.alloc(0);
  const socket = new net.Socket({ fd: input, readable: true, writable: false });
  socket.on('data', (chunk) => {
    pending = pending.length ? Buffer.concat([pending, chunk]) : chunk;
    for (;;) {
      if (pending.length < 8) {
        return;
      }
      const head = pending.readUInt32BE(0);
      const end = 8 + head + pending.readUInt32BE(4);
      if (pending.length < end) {
        return;
      }
      const header = parse(pending.toString('utf8', 8, 8 + head));
      const body = pending.subarray(8 + head, end);
      pending = pending.subarray(end);
      handle(header, body);
    }
  });
  const gone = () => exit(0);
  socket.on('end', gone);
  socket.on('error', gone);
  socket.on('close', gone);
};

// A loop that never ends keeps the end of the pipe from being noticed. Linux kills us with our
// parent; elsewhere a thread waits for the end of a pipe of its own.
if (process.env.TWILIO_FUNCTIONS_WATCH) {
  const { Worker } = require('node:worker_threads');
  const watch = `
    const { readSync } = require('node:fs');
    try { while (readSync(0, Buffer.alloc(64)) > 0); } catch {}
    process.kill(process.pid, 'SIGKILL');`;
  new Worker(watch, { eval: true }).unref();
}
