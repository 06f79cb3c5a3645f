"use strict";
var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.Greeter = void 0;
const types_1 = require("./types");
function logged(_, key, d) {
    const original = d.value;
    d.value = function (...args) {
        return `${key}: ${original.apply(this, args)}`;
    };
}
class Greeter {
    word;
    static #made = 0;
    constructor(word) {
        this.word = word;
        Greeter.#made++;
    }
    greet(name) { return `${this.word} ${name}${this.mark()} (${Greeter.#made})`; }
    static of(lang) {
        return lang === types_1.Lang.German ? new German() : new English();
    }
}
exports.Greeter = Greeter;
__decorate([
    logged
], Greeter.prototype, "greet", null);
class English extends Greeter {
    constructor() { super('Hello'); }
    mark() { return '!'; }
}
class German extends Greeter {
    constructor() { super('Hallo'); }
    mark() { return '.'; }
}
