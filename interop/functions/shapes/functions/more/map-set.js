exports.handler = (context, event, callback) => {
  const counts = new Map();
  for (const word of (event.text || '').split(/\s+/)) counts.set(word, (counts.get(word) || 0) + 1);
  callback(null, Object.fromEntries([...counts].sort(([a], [b]) => a.localeCompare(b))));
};
