class Money { constructor(cents) { this.cents = cents; } toJSON() { return (this.cents / 100).toFixed(2); } }
exports.handler = (context, event, callback) => callback(null, { price: new Money(1250), at: new Date(86400000) });
