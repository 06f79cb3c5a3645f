exports.handler = (context, event, callback) => {
  console.table([{ a: 1 }]); console.dir({ b: 2 }); console.group('g'); console.info('in'); console.groupEnd();
  console.debug('%s is %d', 'x', 1); console.time('t'); console.timeEnd('t'); console.assert(false, 'no'); console.count();
  console.trace('here'); process.stdout.write('raw\n'); process.stderr.write('raw\n');
  callback(null, 'printed');
};
