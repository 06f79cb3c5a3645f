"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.handler = void 0;
const greeter_1 = require("../lib/greeter");
const handler = (context, event, callback) => {
    callback(null, greeter_1.Greeter.of(event.lang).greet(event.name ?? 'you'));
};
exports.handler = handler;
