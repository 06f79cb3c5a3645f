exports.handler = (context, event, callback) => callback(null, { get computed() { return event.a + '!'; }, [Symbol.for('x')]: 1 });
