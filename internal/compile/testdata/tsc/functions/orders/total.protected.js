"use strict";
var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    var desc = Object.getOwnPropertyDescriptor(m, k);
    if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
      desc = { enumerable: true, get: function() { return m[k]; } };
    }
    Object.defineProperty(o, k2, desc);
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __setModuleDefault = (this && this.__setModuleDefault) || (Object.create ? (function(o, v) {
    Object.defineProperty(o, "default", { enumerable: true, value: v });
}) : function(o, v) {
    o["default"] = v;
});
var __importStar = (this && this.__importStar) || (function () {
    var ownKeys = function(o) {
        ownKeys = Object.getOwnPropertyNames || function (o) {
            var ar = [];
            for (var k in o) if (Object.prototype.hasOwnProperty.call(o, k)) ar[ar.length] = k;
            return ar;
        };
        return ownKeys(o);
    };
    return function (mod) {
        if (mod && mod.__esModule) return mod;
        var result = {};
        if (mod != null) for (var k = ownKeys(mod), i = 0; i < k.length; i++) if (k[i] !== "default") __createBinding(result, mod, k[i]);
        __setModuleDefault(result, mod);
        return result;
    };
})();
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.handler = handler;
const assert_1 = __importStar(require("assert"));
const path = __importStar(require("path"));
const prices_json_1 = __importDefault(require("../../lib/prices.json"));
var Money;
(function (Money) {
    Money.format = (n) => n.toLocaleString('en-US', { minimumFractionDigits: 2 });
})(Money || (Money = {}));
async function handler(context, event, callback) {
    const count = Number(event.count ?? 1);
    (0, assert_1.ok)(assert_1.default.ok === assert_1.ok && path.sep.length === 1);
    if (count > 10 /* Limit.Most */)
        throw new RangeError(`at most ${10 /* Limit.Most */}, not ${count}`);
    const sum = Object.values(prices_json_1.default).reduce((a, b) => a + b * count, 0);
    callback(null, { sum: Money.format(sum), big: String(BigInt(count) ** 40n), items: Object.keys(prices_json_1.default) });
}
