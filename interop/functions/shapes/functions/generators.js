function* numbers(to) { for (let i = 1; i <= to; i++) yield i; }
async function* later(items) { for (const i of items) { await null; yield i * 2; } }
exports.handler = async (context, event, callback) => {
  const out = [];
  for await (const n of later(numbers(Number(event.to || 3)))) out.push(n);
  callback(null, out);
};
