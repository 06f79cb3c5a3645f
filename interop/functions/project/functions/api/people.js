const fs = require('fs');
const readline = require('readline');
exports.handler = async (context, event, callback) => {
  const lines = readline.createInterface({ input: fs.createReadStream(Runtime.getAssets()['/people.csv'].path) });
  const rows = [];
  for await (const line of lines) rows.push(line.split(','));
  const [names, ...people] = rows;
  callback(null, people.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]]))));
};
