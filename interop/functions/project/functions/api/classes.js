class Cart {
  #items = [];
  add(name, price) { this.#items.push({ name, price }); return this; }
  get total() { return this.#items.reduce((sum, { price }) => sum + price, 0); }
  toJSON() { return { total: this.total, items: this.#items }; }
}
exports.handler = (context, event, callback) => callback(null, new Cart().add('tea', 2).add('cake', 3));
