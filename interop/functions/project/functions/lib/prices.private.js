const prices = { tea: 2.5, coffee: 3 };
module.exports = { total: (items) => items.reduce((sum, { name, count }) => sum + (prices[name] || 0) * count, 0) };
