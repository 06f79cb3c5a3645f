class Greeter {
  constructor(context) { this.greeting = context.GREETING; }
  static of(context) { return new Greeter(context); }
  greet(name) { return `${this.greeting}: ${name}`; }
}
exports.handler = (context, event, callback) => callback(null, Greeter.of(context).greet(event.name ?? 'you'));
