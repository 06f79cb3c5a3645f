// query.js EVENT SEED COUNT: random queries read by our event.js and by the package of the toolkit. Prints those that differ.
'use strict';

const ours = require(process.argv[2]);
const qs = require('qs');

let state = Number(process.argv[3]);
const random = (n) => {
  state = (state * 1103515245 + 12345) & 0x7fffffff;
  return Math.floor((state / 0x80000000) * n);
};
const pieces = ['a', 'b', 'c', '[', ']', '[]', '[0]', '[1]', '[2]', '[20]', '[99]', '[a]', '[b]', '.', '=', '&', '&', '=',
  '1', '2', '%20', '+', '%5B', '%5D', '%zz', '%', '__proto__', 'constructor', 'toString', 'length', 'é', '%C3%A9', '%E2%82%AC', 'null',
  '', ';', ',', '"', ' ', '[ ]', '[01]', '[-1]', '[a][b][c][d][e][f][g]', '%26', '%3D', 'request', 'a[b]=1', '&a=2', '&a[]=3'];

for (let i = 0; i < Number(process.argv[4]); i++) {
  const query = Array.from({ length: 1 + random(9) }, () => pieces[random(pieces.length)]).join('');
  const [mine, theirs] = [ours.query(query), qs.parse(query, { allowPrototypes: true, arrayLimit: 1000 })].map((v) => JSON.stringify(v));
  if (mine !== theirs) {
    console.log(`${JSON.stringify(query)}: ${mine}, the toolkit ${theirs}`);
  }
}
