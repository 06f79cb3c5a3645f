"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Lang = void 0;
var Lang;
(function (Lang) {
    Lang["English"] = "en";
    Lang["German"] = "de";
})(Lang || (exports.Lang = Lang = {}));
